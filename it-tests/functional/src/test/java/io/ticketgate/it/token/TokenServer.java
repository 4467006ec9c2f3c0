package io.ticketgate.it.token;

import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;

/**
 * A server with every way to a token, on which no sweep removes what has run out: the tokens have
 * to say so by themselves.
 */
final class TokenServer {

  private TokenServer() {}

  /** Whether somebody may offer a credential to another, and redeem the offer. */
  static boolean hasOffers(String version) {
    return version.startsWith("26.7.");
  }

  private static String features(String version) {
    return "token-exchange,admin-fine-grained-authz:v1"
        + (hasOffers(version)
            ? ",oid4vc-vci,oid4vc-vci-preauth-code,oid4vc-vci-rest-credential-offer"
            : "");
  }

  static KeycloakServer start(KeycloakOptions options, CibaDevice device) {
    return KeycloakServer.start(
        options
            .withBuildArgs("--features=" + features(options.distVersion()))
            .withStartArgs(
                "--spi-ticket-gate--default--expiry-interval=3600",
                "--spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri="
                    + device.uri()));
  }
}
