package io.ticketgate.keycloak.hooks.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.saml.SamlProtocolFactory;

/** Takes the place of Keycloak's own factory of the same id. */
public final class GateSamlProtocolFactory extends SamlProtocolFactory {

  @Override
  public LoginProtocol create(KeycloakSession session) {
    return new GateSamlProtocol().setSession(session);
  }
}
