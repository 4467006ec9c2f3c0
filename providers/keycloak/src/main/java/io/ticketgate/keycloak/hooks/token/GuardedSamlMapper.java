package io.ticketgate.keycloak.hooks.token;

import org.keycloak.dom.saml.v2.protocol.ResponseType;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.saml.mappers.SAMLLoginResponseMapper;

/**
 * A SAML mapper after which the whole response is looked at. For a passive request, the ECP profile
 * and a token exchange, Keycloak makes the response by a SamlProtocol of its own making (26.7.0),
 * past every provider; mappers run there too, and what they do to the response comes last.
 */
interface GuardedSamlMapper extends SAMLLoginResponseMapper {

  @Override
  default ResponseType transformLoginResponse(
      ResponseType response,
      ProtocolMapperModel mapper,
      KeycloakSession session,
      UserSessionModel userSession,
      ClientSessionContext context) {
    SamlAssertions.finishOnce(response, session, userSession, context);
    return response;
  }
}
