package io.ticketgate.keycloak.hooks.token;

import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.DefaultAuthorizationProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Takes the place of Keycloak's own factory of the same id. */
public final class GateAuthorizationFactory extends DefaultAuthorizationProviderFactory {

  @Override
  public AuthorizationProvider create(KeycloakSession session, RealmModel realm) {
    return new AuthorizationProvider(session, realm, new GuardedEvaluator(session, realm));
  }
}
