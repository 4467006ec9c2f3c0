package io.ticketgate.it.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Keycloak with all that any test needs beyond the default, where that is compatible: a build and
 * a start take longer than most test classes, so they share one.
 */
public final class WideServer {

  private WideServer() {}

  /** Without the gate. */
  public static KeycloakOptions stock() {
    return wide(KeycloakOptions.stock());
  }

  /** With the gate, and beside it the connector of a third party. */
  public static KeycloakOptions gated() {
    KeycloakOptions ours = KeycloakOptions.gated();
    List<Path> jars = new ArrayList<>(ours.jars());
    jars.add(Settings.exampleJar());
    return wide(ours.withJars(jars.toArray(Path[]::new)));
  }

  /** The same, which looks every second for what polling and reconciling have to do. */
  public static KeycloakOptions eager() {
    return gated()
        .withStartArgs(
            "--spi-ticket-gate--default--poll-interval=1",
            "--spi-ticket-gate--default--reconcile-interval=1");
  }

  /** The one server of this process for all tests that do nothing to a server. */
  public static KeycloakServer shared() {
    return KeycloakServer.shared(gated());
  }

  /** The one for those that wait for polling or reconciling. */
  public static KeycloakServer sharedEager() {
    return KeycloakServer.shared(eager());
  }

  private static KeycloakOptions wide(KeycloakOptions options) {
    return options.withBuildArgs("--features=" + features(options.distVersion()), "--vault=file");
  }

  /** An unknown feature makes the build fail. */
  public static String features(String version) {
    if (version.startsWith("26.4.") || version.startsWith("26.5.")) {
      return "token-exchange,transient-users,workflows,client-secret-rotation";
    }
    return "token-exchange,transient-users,scim-api,client-admin-api:v2,client-secret-rotation";
  }
}
