package io.ticketgate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A running Keycloak on 127.0.0.1. Its database and its data live until {@link #close()}, over any
 * {@link #restart}. Requests may come from several threads; starting and stopping may not.
 */
public final class KeycloakServer implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * Not in JUnit's store: each of several forks runs its classes one by one, as runs of their own.
   */
  private static final Map<KeycloakOptions, Started> SHARED = new HashMap<>();

  private final KeycloakOptions options;
  private final ServerHome home;
  private final Database database;
  private final int port;
  private final int managementPort;
  private final Thread atExit = new Thread(this::close, "keycloak-stop");

  private @Nullable KeycloakProcess process;
  private Http http;
  private AdminApi admin;
  private Duration startTime = Duration.ZERO;
  private volatile boolean closing;

  private KeycloakServer(KeycloakOptions options, ServerHome home, Database database) {
    this.options = options;
    this.home = home;
    this.database = database;
    this.port = options.httpPort() == 0 ? freePort(0) : options.httpPort();
    this.managementPort = options.managementPort() == 0 ? freePort(port) : options.managementPort();
    this.http = new Http(baseUri());
    this.admin = new AdminApi(http);
  }

  /**
   * Lays out, builds if need be, and starts a server; returns when it is ready.
   *
   * @throws HarnessException if it dies or is not ready in time; the message ends with its last 60
   *     log lines
   */
  public static KeycloakServer start(KeycloakOptions options) {
    return start(options, Database.open(options.database()));
  }

  /**
   * The server of this process with these options: started at the first call, and stopped with the
   * process. Who restarts it leaves it as it was.
   */
  public static synchronized KeycloakServer shared(KeycloakOptions options) {
    return SHARED.computeIfAbsent(options, Started::tried).orFail();
  }

  /** A server on the database of another one, which must be closed after it. */
  public static KeycloakServer start(KeycloakOptions options, KeycloakServer other) {
    List<String> args = other.database.startArgs();
    return start(
        options,
        new Database() {
          @Override
          public List<String> startArgs() {
            return args;
          }

          @Override
          public boolean isNew() {
            return false;
          }

          @Override
          public void close() {}
        });
  }

  private static KeycloakServer start(KeycloakOptions options, Database database) {
    KeycloakServer server = null;
    try {
      server = new KeycloakServer(options, ServerHome.of(options), database);
      Runtime.getRuntime().addShutdownHook(server.atExit);
      server.startFirst();
      return server;
    } catch (IOException e) {
      database.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      if (server == null) {
        database.close();
      } else {
        server.close();
      }
      throw e;
    }
  }

  /** The first start of this object, on a database that is new or somebody else's. */
  private void startFirst() throws IOException {
    boolean prepared = options.forTests() && options.home() == null && !options.emptyDatabase();
    boolean h2 = database.startArgs().isEmpty();
    boolean restored = prepared && h2 && home.template().restoreTo(home.folder());
    start(List.of());
    if (prepared && database.isNew() && !restored) {
      admin.to("/admin/realms/master/components").post(RealmKeys.signingFirst()).expect(201);
      if (h2) {
        home.template().takeFrom(home.folder());
      }
    }
  }

  /** Where it answers, such as {@code http://127.0.0.1:18080}, without a slash at the end. */
  public URI baseUri() {
    return URI.create("http://127.0.0.1:" + port + options.relativePath());
  }

  /** Where health and metrics are. */
  public URI managementUri() {
    return URI.create("http://127.0.0.1:" + managementPort);
  }

  /** The version of its distribution, such as {@code 26.7.3}. */
  public String version() {
    return options.distVersion();
  }

  /**
   * The sum over all series of a metric that have each of these labels, written {@code
   * name="value"}; 0 if there is none.
   */
  public double metric(String name, String... labels) {
    return new Http(managementUri())
        .to("/metrics")
        .get()
        .expect(200)
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> Stream.of(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** A client whose paths start behind {@link #baseUri()}. */
  public Http http() {
    return http;
  }

  /** Tokens and the Admin REST API of the bootstrap administrator. */
  public AdminApi admin() {
    return admin;
  }

  /** A new realm with a random name. */
  public RealmFixture newRealm() {
    return newRealm(Map.of());
  }

  /**
   * A new realm with a random name, and these fields of its representation, such as {@code
   * accessTokenLifespan}.
   */
  public RealmFixture newRealm(Map<String, ?> representation) {
    return RealmFixture.create(this, representation);
  }

  /**
   * The same with the few client scopes and login flows that a test of roles or clients needs,
   * which takes a third less time to make and to remove.
   */
  public RealmFixture newLeanRealm(Map<String, ?> representation) {
    Map<String, Object> lean = new HashMap<>(LeanRealm.fields());
    lean.putAll(representation);
    return newRealm(lean);
  }

  /** A realm that is there already, or that something else will make. */
  public RealmFixture realm(String name) {
    return RealmFixture.of(this, name);
  }

  /** Time from the call of {@code kc.sh} to readiness in the latest start. */
  public Duration startTime() {
    return startTime;
  }

  /** Whether its process runs. */
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** All that it has printed since it was first started. */
  public String log() {
    return process == null ? "" : process.log();
  }

  /** The last lines that it has printed. */
  public String logTail(int lines) {
    return process == null ? "" : process.tail(lines);
  }

  /**
   * A connection to its database, by the driver that it ships. H2 lets nobody else in while the
   * server runs.
   */
  public Connection connect() {
    return new DriverOf(home.folder()).connect(database.startArgs());
  }

  /** Its home directory. */
  public Path home() {
    return home.folder();
  }

  public Path logFile() {
    return home.log();
  }

  /** Stops and starts it on the same data; {@code moreArgs} hold for this start only. */
  public void restart(String... moreArgs) {
    stop();
    start(List.of(moreArgs));
  }

  /**
   * Waits until its process has ended; true if it did so by itself, false if somebody closes the
   * server.
   */
  public boolean awaitEnd() {
    try {
      while (isAlive()) {
        Thread.sleep(POLL.toMillis());
      }
      // A Ctrl-C reaches the server too, and may end it before this JVM has begun to.
      Thread.sleep(POLL.multipliedBy(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !closing;
  }

  /**
   * Kills it as a crash would; {@link #restart} starts it again. H2 writes half a second late: what
   * was committed just before is lost there, but not on the other databases.
   */
  public void crash() {
    if (process != null) {
      process.kill();
    }
  }

  /**
   * Runs {@code kcadm} as the bootstrap administrator, who is logged in for this one command. Its
   * arguments are such as {@code create users -r demo}.
   */
  public Finished kcadm(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of(
            "--no-config",
            "--server",
            baseUri().toString(),
            "--realm",
            "master",
            "--user",
            AdminApi.ADMIN,
            "--password",
            AdminApi.ADMIN));
    return run("kcadm", all);
  }

  /** Runs {@code kc} with these arguments on the data of this server, which must be stopped. */
  public Finished kc(String... args) {
    if (isAlive()) {
      throw new IllegalStateException("The server still has its database open");
    }
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(database.startArgs());
    return run("kc", all);
  }

  private Finished run(String script, List<String> args) {
    try {
      return KeycloakProcess.toEnd(home.folder(), script, args, options.env());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it gracefully; its data stay. */
  public void stop() {
    if (process != null) {
      process.stop();
    }
  }

  private void start(List<String> moreArgs) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--http-management-host=127.0.0.1",
                "--http-management-port=" + managementPort,
                "--hostname-strict=false",
                // Each look at a server that is not ready yet would be a line.
                "--log-level-io.smallrye.health=warn"));
    args.addAll(database.startArgs());
    args.addAll(options.startArgs());
    args.addAll(moreArgs);
    long begin = System.nanoTime();
    try {
      process = KeycloakProcess.start(home.folder(), options, args, home.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http = new Http(baseUri());
    admin = new AdminApi(http);
    awaitReady(process, begin);
  }

  private void awaitReady(KeycloakProcess started, long begin) {
    Http management = new Http(managementUri());
    while (true) {
      if (!started.isAlive()) {
        throw new HarnessException(
            "Keycloak ended before it was ready. Its last lines:\n" + started.tail(60));
      }
      startTime = Duration.ofNanos(System.nanoTime() - begin);
      if (management.answersOk("/health/ready")) {
        return;
      }
      if (startTime.compareTo(options.readyWithin()) > 0) {
        throw new HarnessException(
            "Keycloak was not ready within "
                + options.readyWithin()
                + ". Its last lines:\n"
                + started.tail(60));
      }
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new HarnessException("Interrupted while Keycloak started", e);
      }
    }
  }

  /** Stops it, and removes its home and its database. Has no effect the second time. */
  @Override
  public void close() {
    closing = true;
    release();
  }

  private synchronized void release() {
    stop();
    database.close();
    home.remove();
    if (Thread.currentThread() != atExit) {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        return; // the machine is going down, and the hook has done or will do the same
      }
    }
  }

  /** Other than one that was free a moment ago, and may therefore be handed out again. */
  static int freePort(int other) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = socket.getLocalPort();
      return port == other ? freePort(other) : port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
