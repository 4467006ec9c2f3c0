package io.ticketgate.connectors.http;

/** What all sessions share of one configured system; its connections are closed with it. */
record HttpSystem(
    Peer peer,
    Transport transport,
    Breaker breaker,
    Retries retries,
    Statuses statuses,
    TokenCache tokens)
    implements AutoCloseable {

  @Override
  public void close() {
    transport.close();
  }
}
