package io.ticketgate.chaos;

import io.ticketgate.it.harness.Database;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One Keycloak of the cluster. What its peers send it comes through tunnels that can be cut. */
final class Node implements AutoCloseable {

  /** JGroups asks for signs of life on another port, so far from the first. */
  private static final int LIFE_OFFSET = 50_000;

  private static final int LOWEST = 10_100;
  private static final int HIGHEST = 15_000;
  private static final int POOL = 12;
  private static final Duration READY = Duration.ofMinutes(2);

  private final String name;
  private final KeycloakServer server;
  private final List<Tunnel> tunnels;

  private Node(String name, KeycloakServer server, List<Tunnel> tunnels) {
    this.name = name;
    this.server = server;
    this.tunnels = tunnels;
  }

  /**
   * @param first the node whose database it takes; null for a new database
   */
  static Node start(String name, @Nullable Node first) {
    int inside = freePort();
    int outside = freePort();
    List<Tunnel> tunnels =
        List.of(
            new Tunnel(outside, inside), new Tunnel(outside + LIFE_OFFSET, inside + LIFE_OFFSET));
    KeycloakOptions options = options(inside, outside);
    KeycloakServer server =
        first == null ? KeycloakServer.start(options) : KeycloakServer.start(options, first.server);
    return new Node(name, server, tunnels);
  }

  private static KeycloakOptions options(int inside, int outside) {
    KeycloakOptions gated = KeycloakOptions.gated();
    return new KeycloakOptions(
        gated.distVersion(),
        gated.jars(),
        Database.Vendor.POSTGRES,
        List.of(),
        List.of(
            "--cache=ispn",
            "--cache-embedded-network-bind-address=127.0.0.1",
            "--cache-embedded-network-bind-port=" + inside,
            "--cache-embedded-network-external-address=127.0.0.1",
            "--cache-embedded-network-external-port=" + outside,
            "--db-pool-initial-size=2",
            "--db-pool-min-size=2",
            "--db-pool-max-size=" + POOL,
            "--spi-ticket-gate--default--poll-interval=2",
            "--spi-ticket-gate--default--reconcile-interval=5"),
        Map.of(),
        KeycloakOptions.Pace.BRIEF,
        true,
        0,
        0,
        null,
        Duration.ofMinutes(5));
  }

  private static int freePort() {
    for (int tries = 0; tries < 100; tries++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (free(port) && free(port + LIFE_OFFSET)) {
        return port;
      }
    }
    throw new IllegalStateException("No free port");
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  String name() {
    return name;
  }

  KeycloakServer server() {
    return server;
  }

  URI address() {
    return server.baseUri();
  }

  Path log() {
    return server.logFile();
  }

  boolean alive() {
    return server.isAlive();
  }

  void kill() {
    server.crash();
  }

  void restart() {
    server.restart();
  }

  /** Waits until it says that it is ready: connections that died are replaced one by one. */
  void awaitReady() {
    if (!Pause.until(READY, this::ready)) {
      throw new IllegalStateException(
          "Node " + name + " is not ready; its last lines:\n" + server.logTail(60));
    }
  }

  private boolean ready() {
    try {
      return new Http(server.managementUri()).to("/health/ready").get().status() == 200
          && server.http().to("/realms/master").get().status() == 200;
    } catch (UncheckedIOException down) {
      return false;
    }
  }

  private List<Long> processes() {
    return Signals.running("kc.home.dir=" + server.home());
  }

  void pause() {
    Signals.stop(processes());
  }

  void goOn() {
    Signals.goOn(processes());
  }

  /** Holds back what its peers send it, until it is false again. */
  void cut(boolean now) {
    tunnels.forEach(tunnel -> tunnel.cut(now));
  }

  /** Closes what its peers have opened to it, and refuses more, until it is false again. */
  void sever(boolean now) {
    tunnels.forEach(tunnel -> tunnel.sever(now));
  }

  @Override
  public void close() {
    server.close();
    tunnels.forEach(Tunnel::close);
  }
}
