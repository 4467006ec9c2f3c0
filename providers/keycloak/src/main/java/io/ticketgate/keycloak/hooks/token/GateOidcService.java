package io.ticketgate.keycloak.hooks.token;

import jakarta.ws.rs.Path;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;
import org.keycloak.protocol.oidc.endpoints.UserInfoEndpoint;

/** Keycloak's endpoints of OpenID Connect, whose tokens the gate makes. */
public final class GateOidcService extends OIDCLoginProtocolService {

  private final KeycloakSession session;
  private final EventBuilder event;

  GateOidcService(KeycloakSession session, EventBuilder event) {
    super(session, event);
    this.session = session;
    this.event = event;
  }

  @Override
  @Path("auth")
  public Object auth() {
    return new GateAuthorizationEndpoint(session, event);
  }

  @Override
  @Path("token")
  public Object token() {
    HttpTokenRequest.atTokenEndpoint(session);
    return new TokenEndpoint(session, new GateTokenManager(), event);
  }

  @Override
  @Path("userinfo")
  public Object issueUserInfo() {
    return new UserInfoEndpoint(session, new GateTokenManager());
  }
}
