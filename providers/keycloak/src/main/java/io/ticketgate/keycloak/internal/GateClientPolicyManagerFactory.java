package io.ticketgate.keycloak.internal;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManagerFactory;

/** Takes the place of Keycloak's own factory, by its order. */
public final class GateClientPolicyManagerFactory extends DefaultClientPolicyManagerFactory {

  @Override
  public ClientPolicyManager create(KeycloakSession session) {
    return new GateClientPolicyManager(session);
  }

  @Override
  public String getId() {
    return "ticket-gate";
  }

  @Override
  public int order() {
    return 100;
  }
}
