package io.ticketgate.keycloak.hooks.token;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;
import org.keycloak.protocol.oidc.OIDCProviderConfig;

/** Takes the place of Keycloak's own factory of the same id. */
public final class GateOidcProtocolFactory extends OIDCLoginProtocolFactory {

  private @Nullable OIDCProviderConfig config;

  @Override
  public void init(Config.Scope scope) {
    super.init(scope);
    config = new OIDCProviderConfig(scope);
  }

  @Override
  public LoginProtocol create(KeycloakSession session) {
    return new GateOidcProtocol(Objects.requireNonNull(config, "not initialised"))
        .setSession(session);
  }

  @Override
  public Object createProtocolEndpoint(KeycloakSession session, EventBuilder event) {
    return new GateOidcService(session, event);
  }
}
