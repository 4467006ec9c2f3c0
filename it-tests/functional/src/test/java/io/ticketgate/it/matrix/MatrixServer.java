package io.ticketgate.it.matrix;

import static org.junit.jupiter.api.Assumptions.abort;

import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;

/** The server that a whole column of the matrix shares, with every route open that it has. */
final class MatrixServer {

  private MatrixServer() {}

  static KeycloakServer start(KeycloakOptions options) {
    return KeycloakServer.start(
        options.withBuildArgs("--features=" + features(options.distVersion())));
  }

  /** An unknown feature makes the build fail. */
  static String features(String version) {
    if (version.startsWith("26.4.") || version.startsWith("26.5.")) {
      return "token-exchange,transient-users,workflows,client-secret-rotation";
    }
    return "token-exchange,transient-users,scim-api,client-admin-api:v2,client-secret-rotation";
  }

  static void assumeAvailable(KeycloakServer server, Route route) {
    route.needs().lackOf(server.version()).ifPresent(lack -> abort(route.id() + ": " + lack));
  }
}
