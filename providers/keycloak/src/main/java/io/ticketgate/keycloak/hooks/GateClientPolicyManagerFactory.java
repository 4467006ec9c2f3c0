package io.ticketgate.keycloak.hooks;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManagerFactory;

/**
 * Takes the place of Keycloak's own client policy manager, by its order: policies of a realm can be
 * removed by its administrator, this cannot.
 */
public final class GateClientPolicyManagerFactory extends DefaultClientPolicyManagerFactory {

  private static final int BEFORE_THE_DEFAULT = 10;

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
    return BEFORE_THE_DEFAULT;
  }
}
