package io.ticketgate.keycloak;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link TicketGate}s, and starts the gate with the server. */
public interface TicketGateFactory extends ProviderFactory<TicketGate> {}
