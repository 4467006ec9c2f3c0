package io.ticketgate.keycloak.hooks.login;

import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.CookieAuthenticatorFactory;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's {@code auth-cookie}. */
public final class GateCookieAuthenticatorFactory extends CookieAuthenticatorFactory {

  private static final Authenticator AUTHENTICATOR = new GateCookieAuthenticator();

  @Override
  public Authenticator create(KeycloakSession session) {
    return AUTHENTICATOR;
  }
}
