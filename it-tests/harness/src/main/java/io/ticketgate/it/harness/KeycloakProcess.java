package io.ticketgate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of {@code kc.sh}: the script and the Java process that it starts. */
final class KeycloakProcess {

  private static final String FAST_JIT = "-XX:TieredStopAtLevel=1";

  /** Pays after a minute and a half of work. */
  private static final String FULL_JIT = "-XX:TieredStopAtLevel=4";

  /**
   * Half of the processor time of a start goes into compiling, into verifying 20,000 classes and
   * into collecting a heap that begins with 64 MB.
   */
  private static final List<String> FOR_TESTS =
      List.of(
          FAST_JIT,
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-BytecodeVerificationRemote",
          "-XX:-UseG1GC",
          "-XX:+UseSerialGC",
          "-Xms768m",
          "-Xmn384m",
          "-Xmx768m");

  /** One round of Argon2 over 8 KB: what Keycloak hashes is no secret of anybody. */
  private static final List<String> CHEAP_HASHES =
      List.of(
          "--spi-password-hashing--argon2--iterations=1",
          "--spi-password-hashing--argon2--memory=8");

  private static final Duration BUILD_LIMIT = Duration.ofMinutes(8);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Process script;
  private final Path log;

  private KeycloakProcess(Process script, Path log) {
    this.script = script;
    this.log = log;
  }

  /** Augments the server in {@code home}. */
  static void build(Path home, List<String> args) throws IOException {
    List<String> command = new ArrayList<>(List.of("build"));
    command.addAll(args);
    Path log = Files.createTempFile("keycloak-build", ".log");
    KeycloakProcess build =
        run(home, command, Map.of("JAVA_OPTS_APPEND", String.join(" ", FOR_TESTS)), log);
    try {
      if (!build.script.waitFor(BUILD_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new HarnessException(
            "kc.sh build did not end within " + BUILD_LIMIT + "\n" + tail(log, 60));
      }
      if (build.script.exitValue() != 0) {
        throw new HarnessException("kc.sh build failed\n" + tail(log, 60));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted during kc.sh build", e);
    } finally {
      build.stop();
      Files.deleteIfExists(log);
    }
  }

  /** Runs one of the scripts in {@code bin} to its end, whatever that is. */
  static Finished toEnd(Path home, String script, List<String> args, Map<String, String> env)
      throws IOException {
    Path log = Files.createTempFile("keycloak-" + script, ".log");
    Map<String, String> all = new HashMap<>(env);
    // The clients are not started with what servers are: a line that warns of it would be theirs.
    all.putIfAbsent(
        "JAVA_OPTS_APPEND", script.equals("kc") ? String.join(" ", FOR_TESTS) : FAST_JIT);
    KeycloakProcess running = run(home, script, args, all, log);
    try {
      if (!running.script.waitFor(BUILD_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new HarnessException(script + " did not end within " + BUILD_LIMIT);
      }
      return new Finished(running.script.exitValue(), read(log));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted during " + script, e);
    } finally {
      running.stop();
      Files.deleteIfExists(log);
    }
  }

  /** Starts the server in {@code home} with its output appended to {@code log}. */
  static KeycloakProcess start(Path home, KeycloakOptions options, List<String> args, Path log)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("start", "--optimized"));
    command.addAll(args);
    List<String> java = new ArrayList<>();
    if (options.forTests()) {
      command.addAll(CHEAP_HASHES);
      java.addAll(FOR_TESTS);
    }
    if (options.pace() == KeycloakOptions.Pace.LONG) {
      java.add(FULL_JIT);
    }
    Settings.agent().ifPresent(java::add);
    Map<String, String> env = new HashMap<>();
    env.put("KC_BOOTSTRAP_ADMIN_USERNAME", AdminApi.ADMIN);
    env.put("KC_BOOTSTRAP_ADMIN_PASSWORD", AdminApi.ADMIN);
    env.put("JAVA_OPTS_APPEND", String.join(" ", java));
    env.putAll(options.env());
    return run(home, command, env, log);
  }

  private static KeycloakProcess run(
      Path home, List<String> args, Map<String, String> env, Path log) throws IOException {
    return run(home, "kc", args, env, log);
  }

  private static KeycloakProcess run(
      Path home, String script, List<String> args, Map<String, String> env, Path log)
      throws IOException {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve(script + (windows ? ".bat" : ".sh")).toString());
    command.addAll(args);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // The caller's own Keycloak settings must not leak into this server.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("KC_") || name.equals("JAVA_OPTS"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(env);
    Process process = builder.start();
    process.getOutputStream().close();
    return new KeycloakProcess(process, log);
  }

  boolean isAlive() {
    return script.isAlive();
  }

  /**
   * Sends the end signal to the Java process and waits; what is still there after 30 s is killed.
   */
  void stop() {
    List<ProcessHandle> all = all();
    all.forEach(ProcessHandle::destroy);
    await(all, STOP_LIMIT);
    kill(all);
    awaitScript();
  }

  /** Ends it without a chance to clean up, as a crash would. */
  void kill() {
    kill(all());
    awaitScript();
  }

  /** The JDK learns in a thread of its own that a process has ended, some time after it has. */
  private void awaitScript() {
    try {
      if (!script.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new HarnessException("Process " + script.pid() + " did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<ProcessHandle> all() {
    // Of a process that has ended the JDK answers the descendants of whatever has its number now.
    if (!script.isAlive()) {
      return List.of();
    }
    // The Java process first: the script ends by itself once it is gone.
    return Stream.concat(script.descendants(), Stream.of(script.toHandle())).toList();
  }

  private static void kill(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    await(processes, STOP_LIMIT);
  }

  private static void await(List<ProcessHandle> processes, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (processes.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String log() {
    return read(log);
  }

  String tail(int lines) {
    return tail(log, lines);
  }

  private static String tail(Path log, int lines) {
    List<String> all = read(log).lines().toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
