package io.ticketgate.keycloak.config;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers {@link LogKey} with Keycloak. */
public final class LogKeySpi implements Spi {

  @Override
  public boolean isInternal() {
    return true;
  }

  @Override
  public String getName() {
    return "ticket-gate-log-key";
  }

  @Override
  public Class<? extends Provider> getProviderClass() {
    return LogKey.class;
  }

  @Override
  @SuppressWarnings("rawtypes") // Keycloak's Spi is declared with the raw type
  public Class<? extends ProviderFactory> getProviderFactoryClass() {
    return LogKeyFactory.class;
  }
}
