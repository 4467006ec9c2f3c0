package io.ticketgate.spi;

import org.keycloak.provider.Provider;

/** A witness of a realm's log: somebody outside who signs that the log only grows. */
public interface LogWitness extends Provider, AutoCloseable {

  /**
   * Sends one request {@code add-checkpoint} of C2SP tlog-witness. Called outside of any
   * transaction. It returns within ten seconds whatever the witness does, and throws nothing for
   * what a witness or a network may do.
   */
  WitnessAnswer add(byte[] request);

  @Override
  default void close() {}
}
