package io.ticketgate.it.matrix;

import static org.junit.jupiter.api.Assumptions.abort;

import io.ticketgate.it.harness.KeycloakServer;

/** The server that a whole column of the matrix shares, with every route open that it has. */
final class MatrixServer {

  private MatrixServer() {}

  static void assumeAvailable(KeycloakServer server, Route route) {
    route.needs().lackOf(server.version()).ifPresent(lack -> abort(route.id() + ": " + lack));
  }
}
