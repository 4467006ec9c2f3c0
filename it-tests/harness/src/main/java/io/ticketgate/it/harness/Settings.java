package io.ticketgate.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where the harness finds its inputs. The build sets the system properties; without them, as in an
 * IDE, the places inside the repository are used.
 *
 * <ul>
 *   <li>{@code ticketgate.it.dist.version}: version of the Keycloak distribution
 *   <li>{@code ticketgate.it.dist}: folder with {@code keycloak-quarkus-dist-VERSION.zip}
 *   <li>{@code ticketgate.it.jar}: the provider JAR under test
 *   <li>{@code ticketgate.it.example.jar}: the JAR of a third party's connector
 *   <li>{@code ticketgate.it.cache}: folder for unpacked and augmented distributions
 *   <li>{@code ticketgate.it.logs}: folder that keeps the servers' logs; by default they go with
 *       the server
 *   <li>{@code ticketgate.it.db}: {@code h2}, {@code postgres} or {@code mariadb}
 *   <li>{@code ticketgate.it.agent}: a {@code -javaagent:} argument for the servers
 * </ul>
 */
final class Settings {

  private Settings() {}

  static String distVersion() {
    return property("ticketgate.it.dist.version").orElseGet(Settings::builtAgainst);
  }

  static Path distributionZip(String version) {
    String name = "keycloak-quarkus-dist-" + version + ".zip";
    Path copied =
        property("ticketgate.it.dist")
            .map(Path::of)
            .orElseGet(() -> cache().resolveSibling("dist"));
    Path local =
        Path.of(
            System.getProperty("user.home"), ".m2/repository/org/keycloak/keycloak-quarkus-dist");
    for (Path zip : new Path[] {copied.resolve(name), local.resolve(version).resolve(name)}) {
      if (Files.isRegularFile(zip)) {
        return zip;
      }
    }
    throw new HarnessException(
        "No Keycloak distribution "
            + version
            + ": "
            + copied.resolve(name)
            + " is missing. Run the tests with Maven,"
            + " which fetches it.");
  }

  static Path providerJar() {
    Path jar =
        property("ticketgate.it.jar")
            .map(Path::of)
            .orElseGet(
                () -> repositoryRoot().resolve("providers/bundle/target/keycloak-ticket-gate.jar"));
    if (!Files.isRegularFile(jar)) {
      throw new HarnessException(
          "No provider JAR at " + jar + ": build the module providers/bundle first.");
    }
    return jar;
  }

  static Path exampleJar() {
    return property("ticketgate.it.example.jar")
        .map(Path::of)
        .orElseGet(
            () ->
                repositoryRoot()
                    .resolve(
                        "it-tests/example-connector/target/ticket-gate-example-connector.jar"));
  }

  static Path cache() {
    return property("ticketgate.it.cache")
        .map(Path::of)
        .orElseGet(() -> repositoryRoot().resolve(".cache/keycloak"))
        .toAbsolutePath()
        .normalize();
  }

  static Optional<Path> logs() {
    return property("ticketgate.it.logs").map(Path::of);
  }

  static Optional<String> agent() {
    return property("ticketgate.it.agent");
  }

  static Database.Vendor database() {
    String name = property("ticketgate.it.db").orElse("h2");
    try {
      return Database.Vendor.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new HarnessException(
          "ticketgate.it.db is h2, postgres or mariadb, not '" + name + "'.", e);
    }
  }

  /** The outermost folder above the working directory that is still part of this Maven build. */
  static Path repositoryRoot() {
    Path root = Path.of("").toAbsolutePath();
    for (Path folder = root; folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("pom.xml"))) {
        root = folder;
      }
    }
    return root;
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
  }

  private static String builtAgainst() {
    Properties properties = new Properties();
    try (InputStream in = Settings.class.getResourceAsStream("harness.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new HarnessException("harness.properties cannot be read", e);
    }
    @Nullable String version = properties.getProperty("keycloak.dist.version");
    if (version == null) {
      throw new HarnessException("Set the system property ticketgate.it.dist.version.");
    }
    return version;
  }
}
