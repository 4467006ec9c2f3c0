package io.ticketgate.keycloak.internal;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;

/**
 * Keycloak's client policies, with the gate before them. A realm administrator can change policies,
 * but not this.
 */
final class GateClientPolicyManager extends DefaultClientPolicyManager {

  private final TokenEvents tokens;

  GateClientPolicyManager(KeycloakSession session) {
    super(session);
    this.tokens = new TokenEvents(session);
  }

  @Override
  public void triggerOnEvent(ClientPolicyContext context) throws ClientPolicyException {
    tokens.check(context);
    super.triggerOnEvent(context);
  }
}
