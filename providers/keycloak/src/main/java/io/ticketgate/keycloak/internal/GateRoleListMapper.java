package io.ticketgate.keycloak.internal;

import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;
import org.keycloak.dom.saml.v2.assertion.AttributeStatementType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.saml.SamlClient;
import org.keycloak.protocol.saml.mappers.AttributeStatementHelper;
import org.keycloak.protocol.saml.mappers.RoleListMapper;

/**
 * Keycloak's mapper of role lists, which takes the place of its own. For a passive request, the ECP
 * profile and a token exchange, Keycloak makes the assertion by a SamlProtocol of its own making
 * (26.7.0), past every provider; this mapper runs there too, after those that write attributes.
 */
public final class GateRoleListMapper extends RoleListMapper {

  private static final long MILLIS = 1000L;

  @Override
  public void mapRoles(
      AttributeStatementType statement,
      ProtocolMapperModel mapper,
      KeycloakSession session,
      UserSessionModel userSession,
      ClientSessionContext context) {
    ClientModel client = context.getClientSession().getClient();
    boolean past = TokenGuard.known(context).isEmpty();
    Optional<TokenGuard> guard = TokenGuard.of(session, userSession, context, client);
    if (guard.isEmpty()) {
      super.mapRoles(statement, mapper, session, userSession, context);
      return;
    }
    super.mapRoles(statement, mapper, session, userSession, guard.get().context());
    String name = mapper.getConfig().get(AttributeStatementHelper.SAML_ATTRIBUTE_NAME);
    new SamlAssertions(guard.get(), name == null ? Set.of() : Set.of(name)).clean(statement);
    if (past) {
      requireAllowed(guard.get(), session, userSession, client);
    }
  }

  /** Nothing here could end the assertion earlier, so the bindings have to outlive it. */
  private static void requireAllowed(
      TokenGuard guard, KeycloakSession session, UserSessionModel userSession, ClientModel client) {
    guard.requireAllowed(userSession, client);
    Long end = guard.end();
    if (end != null && end < lastEnd(userSession.getRealm(), client)) {
      throw TokenRefusal.of(session, guard.outlived(), client, userSession.getUser());
    }
    guard.issued();
  }

  private static long lastEnd(RealmModel realm, ClientModel client) {
    int own = new SamlClient(client).getAssertionLifespan();
    int lifespan =
        Math.max(
            realm.getSsoSessionMaxLifespan(),
            own > 0
                ? own
                : Math.max(realm.getAccessCodeLifespan(), realm.getAccessTokenLifespan()));
    return Time.currentTimeMillis() / MILLIS + lifespan;
  }
}
