package io.ticketgate.keycloak.config;

import org.keycloak.provider.Provider;

/**
 * The component type under which rules are kept: {@code io.ticketgate.keycloak.config.GateRule} in
 * a realm export. The rule itself is {@link io.ticketgate.core.rule.Rule}.
 */
public interface GateRule extends Provider {

  @Override
  default void close() {}
}
