package io.ticketgate.connectors.http;

/** What all sessions share of one configured system. Closing it closes the connections. */
record HttpSystem(
    Peer peer,
    Transport transport,
    Breaker breaker,
    Retries retries,
    StatusFailures statuses,
    TokenCache tokens)
    implements AutoCloseable {

  @Override
  public void close() {
    transport.close();
  }
}
