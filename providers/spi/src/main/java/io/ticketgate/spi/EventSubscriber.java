package io.ticketgate.spi;

import org.keycloak.provider.Provider;

/** Somebody outside of Keycloak who hears of the gate's events. */
public interface EventSubscriber extends Provider, AutoCloseable {

  /**
   * Sends one event. Called outside of any transaction, by several threads at once, and again for
   * the same event until it is taken. It returns within ten seconds whatever the subscriber does,
   * and throws nothing for what a subscriber or a network may do.
   */
  EventReceipt deliver(EventMessage message);

  @Override
  default void close() {}
}
