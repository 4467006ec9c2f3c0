package io.ticketgate.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a server is built and started. Immutable: each {@code with} method answers a changed copy.
 *
 * @param distVersion version of the Keycloak distribution
 * @param jars provider JARs; none for a stock server
 * @param database which database the server gets, fresh and empty
 * @param buildArgs arguments of {@code kc.sh build} beside the harness's own, part of the cache key
 * @param startArgs arguments of {@code kc.sh start --optimized} beside the harness's own
 * @param env environment of the server, over the bootstrap administrator's
 * @param pace what the JVM and the password hashes are tuned for
 * @param emptyDatabase whether the server makes its schema itself; if not, it may begin with what
 *     another one of the same build has made
 * @param httpPort port on 127.0.0.1; 0 takes a free one
 * @param managementPort port on 127.0.0.1 of health and metrics; 0 takes a free one
 * @param home folder that stays after the server is closed, whose {@code data} is used again; null
 *     for a throwaway one
 * @param readyWithin how long a start may take
 */
public record KeycloakOptions(
    String distVersion,
    List<Path> jars,
    Database.Vendor database,
    List<String> buildArgs,
    List<String> startArgs,
    Map<String, String> env,
    Pace pace,
    boolean emptyDatabase,
    int httpPort,
    int managementPort,
    @Nullable Path home,
    Duration readyWithin) {

  private static final String RELATIVE_PATH = "--http-relative-path=";

  /** How a server is to spend processor time. */
  public enum Pace {
    /** As the distribution does, for measurements and for people. */
    DELIVERED,
    /** It starts fast and hashes passwords in no time, see {@link KeycloakProcess}. */
    BRIEF,
    /** The same for a server with minutes of work before it, which is worth compiling well. */
    LONG
  }

  public KeycloakOptions {
    jars = List.copyOf(jars);
    buildArgs = List.copyOf(buildArgs);
    startArgs = List.copyOf(startArgs);
    env = Map.copyOf(env);
  }

  /** Keycloak as it is delivered, on the database that {@code ticketgate.it.db} names. */
  public static KeycloakOptions stock() {
    return new KeycloakOptions(
        Settings.distVersion(),
        List.of(),
        Settings.database(),
        List.of(),
        List.of("--cache=local"),
        Map.of(),
        Pace.BRIEF,
        false,
        0,
        0,
        null,
        Duration.ofMinutes(5));
  }

  /** Keycloak with the JAR that administrators get. Fails if that JAR has not been built. */
  public static KeycloakOptions gated() {
    return stock().withJars(Settings.providerJar());
  }

  public KeycloakOptions withDistVersion(String version) {
    return copy(c -> c.distVersion = version);
  }

  /** Replaces the provider JARs. */
  public KeycloakOptions withJars(Path... paths) {
    return copy(c -> c.jars = List.of(paths));
  }

  public KeycloakOptions withDatabase(Database.Vendor vendor) {
    return copy(c -> c.database = vendor);
  }

  /** Adds build arguments, such as {@code --features=organization}. */
  public KeycloakOptions withBuildArgs(String... more) {
    return copy(c -> c.buildArgs = joined(buildArgs, more));
  }

  /** Answers below a path, such as {@code /auth}; health and metrics stay where they are. */
  public KeycloakOptions withRelativePath(String path) {
    return withBuildArgs(RELATIVE_PATH + path, "--http-management-relative-path=/");
  }

  /** The path below which it answers; empty for none. */
  String relativePath() {
    return buildArgs.stream()
        .filter(arg -> arg.startsWith(RELATIVE_PATH))
        .map(arg -> arg.substring(RELATIVE_PATH.length()))
        .findFirst()
        .orElse("");
  }

  /** Adds start arguments, such as {@code --spi-ticket-gate--default--enforcement=audit}. */
  public KeycloakOptions withStartArgs(String... more) {
    return copy(c -> c.startArgs = joined(startArgs, more));
  }

  /** As one more node of a cluster on loopback: each call chooses another port for its cache. */
  public KeycloakOptions asClusterNode() {
    List<String> args = new ArrayList<>(startArgs);
    args.removeIf(arg -> arg.startsWith("--cache"));
    args.add("--cache=ispn");
    args.add("--cache-embedded-network-bind-address=127.0.0.1");
    args.add("--cache-embedded-network-bind-port=" + KeycloakServer.freePort(0));
    return copy(c -> c.startArgs = args);
  }

  public KeycloakOptions withEnv(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(env);
    more.put(name, value);
    return copy(c -> c.env = more);
  }

  /** With the JVM and the password hashes of the distribution, and not with those of tests. */
  public KeycloakOptions asDelivered() {
    return copy(c -> c.pace = Pace.DELIVERED);
  }

  /** For hundreds of requests that make realms, as the matrix does. */
  public KeycloakOptions forLong() {
    return copy(c -> c.pace = Pace.LONG);
  }

  /** Whether it is one of the tests', which nobody logs in to and whose times nobody takes. */
  boolean forTests() {
    return pace != Pace.DELIVERED;
  }

  /** With a database in which nothing is. */
  public KeycloakOptions withEmptyDatabase() {
    return copy(c -> c.emptyDatabase = true);
  }

  public KeycloakOptions withPorts(int http, int management) {
    return copy(
        c -> {
          c.httpPort = http;
          c.managementPort = management;
        });
  }

  /**
   * Keeps the server in {@code folder}: what its {@code data} holds survives, all else there is
   * laid anew.
   */
  public KeycloakOptions withHome(Path folder) {
    return copy(c -> c.home = folder);
  }

  public KeycloakOptions withReadyWithin(Duration limit) {
    return copy(c -> c.readyWithin = limit);
  }

  private KeycloakOptions copy(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  private static List<String> joined(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all;
  }

  /** The same values, open for one change. */
  private static final class Draft {
    private String distVersion;
    private List<Path> jars;
    private Database.Vendor database;
    private List<String> buildArgs;
    private List<String> startArgs;
    private Map<String, String> env;
    private Pace pace;
    private boolean emptyDatabase;
    private int httpPort;
    private int managementPort;
    private @Nullable Path home;
    private Duration readyWithin;

    private Draft(KeycloakOptions from) {
      distVersion = from.distVersion;
      jars = from.jars;
      database = from.database;
      buildArgs = from.buildArgs;
      startArgs = from.startArgs;
      env = from.env;
      pace = from.pace;
      emptyDatabase = from.emptyDatabase;
      httpPort = from.httpPort;
      managementPort = from.managementPort;
      home = from.home;
      readyWithin = from.readyWithin;
    }

    private KeycloakOptions options() {
      return new KeycloakOptions(
          distVersion,
          jars,
          database,
          buildArgs,
          startArgs,
          env,
          pace,
          emptyDatabase,
          httpPort,
          managementPort,
          home,
          readyWithin);
    }
  }
}
