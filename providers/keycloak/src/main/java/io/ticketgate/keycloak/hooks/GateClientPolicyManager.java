package io.ticketgate.keycloak.hooks;

import io.ticketgate.keycloak.calls.ClientRegistration;
import io.ticketgate.keycloak.hooks.token.TokenClientPolicy;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;

/** Asks the gate first, then the policies of the realm. */
final class GateClientPolicyManager extends DefaultClientPolicyManager {

  private final KeycloakSession session;

  GateClientPolicyManager(KeycloakSession session) {
    super(session);
    this.session = session;
  }

  @Override
  public void triggerOnEvent(ClientPolicyContext context) throws ClientPolicyException {
    if (context instanceof ClientCRUDContext change) {
      ClientRegistration.note(session, change);
      new TokenClientPolicy(session).checkBearer(change);
    }
    switch (context.getEvent()) {
      case REGISTER, UPDATE -> new EarlyCredentialCheck(session).check((ClientCRUDContext) context);
      default -> new TokenClientPolicy(session).check(context);
    }
    super.triggerOnEvent(context);
  }
}
