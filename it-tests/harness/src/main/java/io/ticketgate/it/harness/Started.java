package io.ticketgate.it.harness;

import org.jspecify.annotations.Nullable;

/**
 * The one attempt to start a server that tests share: a failure is told to each of them at once
 * instead of tried again.
 */
final class Started {

  private final @Nullable KeycloakServer server;
  private final @Nullable RuntimeException failure;

  private Started(@Nullable KeycloakServer server, @Nullable RuntimeException failure) {
    this.server = server;
    this.failure = failure;
  }

  static Started tried(KeycloakOptions options) {
    try {
      return new Started(KeycloakServer.start(options), null);
    } catch (RuntimeException e) {
      return new Started(null, e);
    }
  }

  KeycloakServer orFail() {
    if (server == null) {
      throw new HarnessException("The tests' Keycloak did not start", failure);
    }
    return server;
  }
}
