package io.ticketgate.keycloak.hooks;

import io.ticketgate.keycloak.realm.TicketGate;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/**
 * Registers {@link TicketGate} with Keycloak; its options are {@code
 * --spi-ticket-gate--default--...}.
 */
public final class TicketGateSpi implements Spi {

  @Override
  public boolean isInternal() {
    return true;
  }

  @Override
  public String getName() {
    return "ticket-gate";
  }

  @Override
  public Class<? extends Provider> getProviderClass() {
    return TicketGate.class;
  }

  @Override
  @SuppressWarnings("rawtypes") // Keycloak's Spi is declared with the raw type
  public Class<? extends ProviderFactory> getProviderFactoryClass() {
    return TicketGateFactory.class;
  }
}
