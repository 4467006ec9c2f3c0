package io.ticketgate.keycloak.hooks.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;

/** Keycloak's introspection of access tokens, in the light of the bindings. */
final class GateAccessTokenIntrospection extends AccessTokenIntrospectionProvider<AccessToken> {

  private final IntrospectedToken introspected;

  GateAccessTokenIntrospection(KeycloakSession session) {
    super(session);
    this.introspected = new IntrospectedToken(session);
  }

  @Override
  protected boolean introspectionChecks(String encoded) {
    return super.introspectionChecks(encoded)
        && introspected.isLive(token, userSession, eventBuilder);
  }

  @Override
  public AccessToken transformAccessToken(AccessToken presented, UserSessionModel userSession) {
    return introspected.transform(
        presented, userSession, () -> super.transformAccessToken(presented, userSession));
  }

  /** Takes the place of Keycloak's own factory of the same id. */
  public static final class Factory extends AccessTokenIntrospectionProviderFactory {
    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
      return new GateAccessTokenIntrospection(session);
    }
  }
}
