package io.ticketgate.keycloak.internal;

import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCProviderConfig;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's OpenID Connect, with the gate before the tokens that the authorization endpoint itself
 * issues: the implicit and the hybrid flow.
 */
final class GateOidcProtocol extends OIDCLoginProtocol {

  GateOidcProtocol(OIDCProviderConfig config) {
    super(config);
  }

  @Override
  public Response authenticated(
      AuthenticationSessionModel authSession,
      UserSessionModel userSession,
      ClientSessionContext context) {
    String responseType = authSession.getClientNote(RESPONSE_TYPE_PARAM);
    if (responseType == null || !OIDCResponseType.parse(responseType).isImplicitOrHybridFlow()) {
      return super.authenticated(authSession, userSession, context);
    }
    Optional<TokenGuard> guard =
        TokenGuard.of(session, userSession, context, authSession.getClient());
    if (guard.isEmpty()) {
      return super.authenticated(authSession, userSession, context);
    }
    if (guard.get().refusal().isPresent()) {
      TokenRefusal.report(
          session, guard.get().refusal().get(), authSession.getClient(), userSession.getUser());
      return sendError(
          authSession, Error.CONSENT_DENIED, TokenRefusal.description(guard.get().refusal().get()));
    }
    return super.authenticated(authSession, userSession, guard.get().context());
  }
}
