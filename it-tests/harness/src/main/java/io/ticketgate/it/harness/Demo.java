package io.ticketgate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * {@code mvn -Pdemo}: a Keycloak with the JAR and the demo realm, until Ctrl-C. It starts again
 * where it was; {@code -Ddemo.reset} makes it forget, {@code -Ddemo.port=9090} moves it, its
 * management port is 1000 higher.
 *
 * <p>Runs inside Maven's JVM, whose exit stops the server. A failure is one sentence and exit code
 * 1.
 */
public final class Demo {

  private static final int MANAGEMENT_OFFSET = 1000;

  private final Path home = Settings.cache().resolveSibling("demo");
  private final Path realms = Path.of(required("demo.realms"));
  private final int port;

  private Demo(int port) {
    this.port = port;
  }

  public static void main(String[] args) {
    int exitCode = 0;
    try {
      new Demo(port()).run();
    } catch (HarnessException e) {
      System.err.println("\n" + e.getMessage() + "\n");
      exitCode = 1;
    } catch (IOException | UncheckedIOException e) {
      System.err.println("\nThe demo cannot be set up: " + e + "\n");
      exitCode = 1;
    }
    // Not an exception, which Maven would bury under its own report.
    System.exit(exitCode);
  }

  private void run() throws IOException {
    requireFree(port);
    requireFree(port + MANAGEMENT_OFFSET);
    Path lock = Files.createDirectories(home.resolveSibling("")).resolve("demo.lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.tryLock()) {
      if (held == null) {
        throw new HarnessException(
            "The demo runs already, from " + home + ": stop that one first.");
      }
      serve();
    }
  }

  private void serve() throws IOException {
    if (System.getProperty("demo.reset") != null) {
      FileTrees.delete(home);
    }
    boolean again = Files.isDirectory(home.resolve("data/h2"));
    importRealm();
    String walkThrough = Files.readString(demoFile("walkthrough.txt"), StandardCharsets.UTF_8);
    System.out.printf(
        "%n%s Keycloak %s on port %d, which takes about %s. Its log: %s%n",
        again ? "Starting again" : "Starting",
        Settings.distVersion(),
        port,
        again ? "15 seconds" : "a minute",
        home.resolve("keycloak.log"));
    KeycloakOptions options =
        KeycloakOptions.gated()
            .withDatabase(Database.Vendor.H2)
            .withPorts(port, port + MANAGEMENT_OFFSET)
            .withHome(home)
            .asDelivered()
            .withStartArgs("--import-realm");
    try (KeycloakServer server = KeycloakServer.start(options)) {
      System.out.println("\n" + walkThrough.replace("${base}", server.baseUri().toString()));
      if (server.awaitEnd()) {
        throw new HarnessException(
            "Keycloak ended by itself. Its last lines:\n" + server.logTail(20));
      }
    }
  }

  /** Keycloak leaves out the import of a realm that it has already. */
  private void importRealm() throws IOException {
    Path imports = Files.createDirectories(home.resolve("data/import"));
    Files.copy(
        demoFile("demo-realm.json"),
        imports.resolve("demo-realm.json"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private Path demoFile(String name) {
    Path file = realms.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new HarnessException("The demo needs " + file + ", which is missing.");
    }
    return file;
  }

  private static int port() {
    String text = System.getProperty("demo.port", "8080");
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port + MANAGEMENT_OFFSET <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Answered below, with the numbers out of range.
    }
    throw new HarnessException("-Ddemo.port is a number from 1 to 64535, not '" + text + "'.");
  }

  private static void requireFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new HarnessException(
          "Port "
              + port
              + " on 127.0.0.1 cannot be used ("
              + e.getMessage()
              + "): stop what uses it, or choose another one with mvn -Pdemo -Ddemo.port=8180"
              + " (health and metrics are on the port 1000 above it).",
          e);
    }
  }

  private static String required(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new HarnessException("Start the demo with: mvn -Pdemo");
    }
    return value;
  }
}
