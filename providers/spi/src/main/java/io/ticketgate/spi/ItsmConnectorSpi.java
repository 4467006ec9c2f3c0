package io.ticketgate.spi;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers {@link ItsmConnector} with Keycloak. */
public final class ItsmConnectorSpi implements Spi {

  @Override
  public boolean isInternal() {
    return false;
  }

  @Override
  public String getName() {
    return "ticket-gate-itsm";
  }

  @Override
  public Class<? extends Provider> getProviderClass() {
    return ItsmConnector.class;
  }

  @Override
  @SuppressWarnings("rawtypes") // Keycloak's Spi is declared with the raw type
  public Class<? extends ProviderFactory> getProviderFactoryClass() {
    return ItsmConnectorFactory.class;
  }
}
