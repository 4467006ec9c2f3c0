package io.ticketgate.it;

import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;

/** A server that looks every second for what polling and reconciling have to do. */
final class EagerServer {

  private EagerServer() {}

  static KeycloakOptions options() {
    return KeycloakOptions.gated()
        .withStartArgs(
            "--spi-ticket-gate--default--poll-interval=1",
            "--spi-ticket-gate--default--reconcile-interval=1");
  }

  static KeycloakServer shared() {
    return KeycloakServer.shared(options());
  }
}
