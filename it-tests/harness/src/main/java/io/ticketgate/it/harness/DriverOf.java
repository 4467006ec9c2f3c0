package io.ticketgate.it.harness;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The JDBC drivers that a Keycloak ships, so that tests need none of their own. */
final class DriverOf {

  private final Path home;

  DriverOf(Path home) {
    this.home = home;
  }

  /**
   * @param startArgs the server's {@code --db-...} options; empty for H2 in its own folder
   */
  Connection connect(List<String> startArgs) {
    String url =
        startArgs.isEmpty()
            ? "jdbc:h2:file:" + home.resolve("data/h2/keycloakdb") + ";NON_KEYWORDS=VALUE"
            : option(startArgs, "--db-url=");
    Properties login = new Properties();
    login.setProperty("user", startArgs.isEmpty() ? "" : option(startArgs, "--db-username="));
    login.setProperty("password", startArgs.isEmpty() ? "" : option(startArgs, "--db-password="));
    try {
      Connection connection = driver(url).connect(url, login);
      if (connection == null) {
        throw new HarnessException("No driver takes " + url);
      }
      return connection;
    } catch (SQLException | IOException e) {
      throw new HarnessException("No connection to " + url + ": " + e.getMessage(), e);
    }
  }

  private static String option(List<String> args, String name) {
    return args.stream()
        .filter(arg -> arg.startsWith(name))
        .map(arg -> arg.substring(name.length()))
        .findFirst()
        .orElseThrow();
  }

  private Driver driver(String url) throws IOException, SQLException {
    String part = url.startsWith("jdbc:h2") ? "h2database" : url.split(":", 3)[1];
    try (Stream<Path> all = Files.list(home.resolve("lib/lib/main"))) {
      Path jar =
          all.filter(path -> path.getFileName().toString().contains(part))
              .filter(path -> !path.getFileName().toString().contains("quarkus"))
              .findFirst()
              .orElseThrow(() -> new HarnessException("No driver for " + url));
      // Not closed: a driver loads classes for as long as its connections live.
      @SuppressWarnings("resource")
      URLClassLoader loader =
          new URLClassLoader(new URL[] {jar.toUri().toURL()}, DriverOf.class.getClassLoader());
      for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
        if (driver.acceptsURL(url)) {
          return driver;
        }
      }
    }
    throw new HarnessException("No driver for " + url);
  }
}
