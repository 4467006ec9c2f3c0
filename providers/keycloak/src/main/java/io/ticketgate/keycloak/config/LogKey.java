package io.ticketgate.keycloak.config;

import org.keycloak.provider.Provider;

/**
 * The component type under which the keys are kept that sign the log of a realm: {@code
 * io.ticketgate.keycloak.config.LogKey} in a realm export. The key itself is {@link
 * io.ticketgate.core.ledger.SigningKey}.
 */
public interface LogKey extends Provider {

  @Override
  default void close() {}
}
