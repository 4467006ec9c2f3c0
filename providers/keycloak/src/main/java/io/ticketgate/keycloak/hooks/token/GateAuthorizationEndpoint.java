package io.ticketgate.keycloak.hooks.token;

import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's authorization endpoint. Where a request wants no login page ({@code prompt=none}), it
 * issues tokens by an {@link OIDCLoginProtocol} of its own making (26.7.0), past every provider.
 */
public final class GateAuthorizationEndpoint extends AuthorizationEndpoint {

  GateAuthorizationEndpoint(KeycloakSession session, EventBuilder event) {
    super(session, event);
  }

  @Override
  protected Response handleBrowserAuthenticationRequest(
      AuthenticationSessionModel authSession,
      LoginProtocol protocol,
      boolean isPassive,
      boolean redirectToAuthentication) {
    LoginProtocol guarded =
        session
            .getProvider(LoginProtocol.class, OIDCLoginProtocol.LOGIN_PROTOCOL)
            .setRealm(realm)
            .setUriInfo(session.getContext().getUri())
            .setHttpHeaders(headers)
            .setEventBuilder(event);
    return super.handleBrowserAuthenticationRequest(
        authSession, guarded, isPassive, redirectToAuthentication);
  }
}
