package io.ticketgate.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that a server runs in, with an augmented Keycloak: one that is thrown away with it, in
 * {@code .cache/run}, or one whose {@code data} stay.
 */
final class ServerHome {

  private final Path folder;
  private final Path log;
  private final boolean kept;
  private final H2Template template;

  private ServerHome(Path folder, Path log, boolean kept, H2Template template) {
    this.folder = folder;
    this.log = log;
    this.kept = kept;
    this.template = template;
  }

  /** Lays it out, and builds the Keycloak if nobody has built it before. */
  static ServerHome of(KeycloakOptions options) throws IOException {
    Path home = options.home();
    Path folder = home == null ? throwaway() : Files.createDirectories(home);
    if (home != null) {
      removeAllButData(home);
    }
    Path build = new KeycloakDistribution(Settings.cache()).install(options, folder);
    return new ServerHome(folder, logFile(folder), home != null, new H2Template(build));
  }

  Path folder() {
    return folder;
  }

  Path log() {
    return log;
  }

  /** What another server of the same build has begun with, on H2. */
  H2Template template() {
    return template;
  }

  /** Removes what is not to be kept. */
  void remove() {
    if (!kept) {
      FileTrees.delete(folder);
    }
  }

  private static Path throwaway() throws IOException {
    Path runs = Files.createDirectories(Settings.cache().resolve("run"));
    sweep(runs);
    return Files.createTempDirectory(runs, ProcessHandle.current().pid() + "-");
  }

  /** Removes what test runs that were killed have left. */
  private static void sweep(Path runs) throws IOException {
    List<Path> left;
    try (Stream<Path> all = Files.list(runs)) {
      left = all.toList();
    }
    for (Path run : left) {
      long owner = Long.parseLong(run.getFileName().toString().replaceFirst("-.*", ""));
      if (ProcessHandle.of(owner).isEmpty()) {
        FileTrees.delete(run);
      }
    }
  }

  private static void removeAllButData(Path home) throws IOException {
    for (String folder : List.of("bin", "conf", "lib", "providers", "themes")) {
      FileTrees.delete(home.resolve(folder));
    }
  }

  private static Path logFile(Path home) throws IOException {
    Path log = home.resolve("keycloak.log");
    if (Settings.logs().isPresent()) {
      Path folder = Files.createDirectories(Settings.logs().get());
      log = Files.createTempFile(folder, "keycloak-", ".log");
    }
    Files.deleteIfExists(log);
    return log.toAbsolutePath();
  }
}
