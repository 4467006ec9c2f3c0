package io.ticketgate.spi;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers {@link LogWitness} with Keycloak. */
public final class LogWitnessSpi implements Spi {

  @Override
  public boolean isInternal() {
    return false;
  }

  @Override
  public String getName() {
    return "ticket-gate-witness";
  }

  @Override
  public Class<? extends Provider> getProviderClass() {
    return LogWitness.class;
  }

  @Override
  @SuppressWarnings("rawtypes") // Keycloak's Spi is declared with the raw type
  public Class<? extends ProviderFactory> getProviderFactoryClass() {
    return LogWitnessFactory.class;
  }
}
