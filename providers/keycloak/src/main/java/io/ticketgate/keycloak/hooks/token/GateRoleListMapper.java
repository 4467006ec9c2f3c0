package io.ticketgate.keycloak.hooks.token;

import org.keycloak.dom.saml.v2.assertion.AttributeStatementType;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.saml.mappers.RoleListMapper;

/** Keycloak's mapper of role lists, which takes the place of its own. */
public final class GateRoleListMapper extends RoleListMapper implements GuardedSamlMapper {

  @Override
  public void mapRoles(
      AttributeStatementType statement,
      ProtocolMapperModel mapper,
      KeycloakSession session,
      UserSessionModel userSession,
      ClientSessionContext context) {
    ClientSessionContext shown =
        GuardedClientSession.of(
                session, userSession, context, context.getClientSession().getClient())
            .map(GuardedClientSession::context)
            .orElse(context);
    super.mapRoles(statement, mapper, session, userSession, shown);
  }
}
