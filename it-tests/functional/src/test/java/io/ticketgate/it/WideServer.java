package io.ticketgate.it;

import io.ticketgate.it.harness.KeycloakOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Keycloak with all that any test needs beyond the default, where that is compatible: a build
 * takes longer than most test classes, so they share this one.
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
    jars.add(Path.of(System.getProperty("ticketgate.it.example.jar")));
    return wide(ours.withJars(jars.toArray(Path[]::new)));
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
