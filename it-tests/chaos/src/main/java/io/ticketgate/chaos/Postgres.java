package io.ticketgate.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The PostgreSQL of the nodes: killed, stopped, and started again on the same data. */
final class Postgres {

  private static final Duration READY = Duration.ofSeconds(60);

  private final Supplier<Connection> connecting;
  private final Path data;
  private final List<String> command;
  private final Path log;

  private Postgres(Supplier<Connection> connecting, Path data, List<String> command, Path log) {
    this.connecting = connecting;
    this.data = data;
    this.command = command;
    this.log = log;
  }

  /**
   * The one that is behind the connections, with commits that survive the end of its processes: the
   * harness starts it without that.
   */
  static Postgres behind(Supplier<Connection> connecting, Path log) {
    try (Connection connection = connecting.get();
        Statement statement = connection.createStatement()) {
      Path data = Path.of(one(statement, "show data_directory"));
      statement.execute("alter database postgres set synchronous_commit = on");
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
              + " and backend_type = 'client backend'");
      return new Postgres(connecting, data, commandOf(postmaster(data)), log);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String one(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static long postmaster(Path data) {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> commandOf(long process) {
    Path entry = Path.of("/proc", Long.toString(process));
    try {
      String line = Files.readString(entry.resolve("cmdline"), StandardCharsets.UTF_8);
      List<String> command = new ArrayList<>();
      if ("root".equals(System.getProperty("user.name"))) {
        // PostgreSQL refuses root; in a name space of its own it is nobody, and may read its data.
        command.addAll(List.of("unshare", "-U"));
      }
      List<String> own = List.of(line.split("\0"));
      command.add(Files.readSymbolicLink(entry.resolve("exe")).toString());
      command.addAll(own.subList(1, own.size()));
      // The lock of the old socket names a process that may be a zombie, which would count.
      command.addAll(List.of("-c", "unix_socket_directories="));
      return command;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Connection connect() {
    return connecting.get();
  }

  private List<Long> processes() {
    long first = postmaster(data);
    List<Long> all = new ArrayList<>(List.of(first));
    ProcessHandle.of(first)
        .ifPresent(handle -> handle.descendants().forEach(child -> all.add(child.pid())));
    return all;
  }

  void pause() {
    Signals.stop(processes());
  }

  void goOn() {
    Signals.goOn(processes());
  }

  /** As {@code kill -9} of all its processes; what is committed is with the operating system. */
  void kill() {
    Signals.kill(processes());
  }

  boolean answers() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return one(statement, "select 1").equals("1");
    } catch (SQLException | RuntimeException down) {
      return false;
    }
  }

  /** Starts it again after {@link #kill}. */
  void start() {
    try {
      // It names a process that may be a zombie, too.
      Files.deleteIfExists(data.resolve("postmaster.pid"));
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!Pause.until(READY, this::answers)) {
      throw new IllegalStateException("PostgreSQL does not come back; see " + log);
    }
  }
}
