package io.ticketgate.keycloak.hooks;

import io.ticketgate.keycloak.itsm.DeliveryWorker;
import io.ticketgate.keycloak.realm.TicketGate;
import org.keycloak.provider.ProviderFactory;

/** Makes {@link TicketGate}s, and starts the gate with the server. */
public interface TicketGateFactory extends ProviderFactory<TicketGate> {

  /** What reads the tickets that webhooks are about; one for a server. */
  DeliveryWorker deliveryWorker();
}
