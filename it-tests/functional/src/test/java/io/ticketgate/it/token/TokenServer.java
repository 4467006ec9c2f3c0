package io.ticketgate.it.token;

import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;

/**
 * A server with every way to a token, on which no sweep removes what has run out: the tokens have
 * to say so by themselves.
 */
final class TokenServer {

  private TokenServer() {}

  static KeycloakServer start(KeycloakOptions options, CibaDevice device) {
    return KeycloakServer.start(
        options
            .withBuildArgs("--features=token-exchange,admin-fine-grained-authz:v1")
            .withStartArgs(
                "--spi-ticket-gate--default--expiry-interval=3600",
                "--spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri="
                    + device.uri()));
  }
}
