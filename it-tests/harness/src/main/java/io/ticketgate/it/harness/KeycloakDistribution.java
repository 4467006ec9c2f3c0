package io.ticketgate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keycloak homes that are ready for {@code start --optimized}. A build (20 to 40 s) is done once
 * for each sum of distribution, arguments and JAR bytes, and kept in {@code .cache/keycloak}.
 *
 * <p>Processes that want the same home take turns by a file lock, one for each home; a half-built
 * home never gets its final name.
 */
final class KeycloakDistribution {

  /**
   * Keycloak compares the times of provider JARs with those at the build, so they must be the same
   * in each copy.
   */
  private static final FileTime JAR_TIME = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  private static final int KEPT_HOMES = 16;
  private static final Duration KEPT_FOR = Duration.ofDays(7);

  private final Path cache;

  KeycloakDistribution(Path cache) {
    this.cache = cache;
  }

  /**
   * Lays an augmented Keycloak into {@code home}, which is otherwise empty or has the {@code data}
   * of an earlier one. Answers where in the cache it comes from.
   */
  Path install(KeycloakOptions options, Path home) {
    synchronized (KeycloakDistribution.class) {
      try {
        Path stock = alone("dist-" + options.distVersion(), () -> unpacked(options.distVersion()));
        String key = key(options);
        Path source =
            alone(
                key,
                () -> {
                  Path augmented = augmented(options, key, stock);
                  Files.setLastModifiedTime(augmented, FileTime.from(Instant.now()));
                  FileTrees.copy(augmented, home, KeycloakDistribution::isLibrary);
                  return augmented;
                });
        alone("prune", this::prune);
        return source;
      } catch (IOException e) {
        throw new UncheckedIOException("No Keycloak " + options.distVersion() + " in " + home, e);
      }
    }
  }

  /** Work on the cache. */
  private interface Work {
    Path done() throws IOException;
  }

  /** Does it while no other process does what has the same name. */
  private Path alone(String name, Work work) throws IOException {
    Path locks = Files.createDirectories(cache.resolve("locks"));
    try (FileChannel channel =
            FileChannel.open(
                locks.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new HarnessException("No lock on " + locks.resolve(name));
      }
      return work.done();
    }
  }

  private Path augmented(KeycloakOptions options, String key, Path stock) throws IOException {
    Path homes = Files.createDirectories(cache.resolve("augmented"));
    Path home = homes.resolve(key);
    if (Files.isDirectory(home)) {
      return home;
    }
    Path draft = Files.createTempDirectory(homes, "draft-");
    try {
      FileTrees.copy(stock, draft, KeycloakDistribution::isLibrary);
      for (Path jar : options.jars()) {
        Path copy = draft.resolve("providers").resolve(jar.getFileName());
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(copy, JAR_TIME);
      }
      KeycloakProcess.build(draft, buildArgs(options));
      FileTrees.delete(draft.resolve("data"));
      return Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      FileTrees.delete(draft);
    }
  }

  private Path unpacked(String version) throws IOException {
    Path stock = cache.resolve("dist-" + version);
    if (!Files.isDirectory(stock)) {
      Path draft = Files.createTempDirectory(cache, "draft-");
      try {
        FileTrees.unzip(Settings.distributionZip(version), draft);
        Files.move(draft, stock, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        FileTrees.delete(draft);
      }
    }
    return stock;
  }

  private static List<String> buildArgs(KeycloakOptions options) {
    List<String> args = new ArrayList<>();
    args.add("--db=" + options.database().option());
    args.add("--health-enabled=true");
    args.add("--metrics-enabled=true");
    args.addAll(options.buildArgs());
    return args;
  }

  /**
   * The build writes to {@code lib/quarkus}; {@code lib/lib} (190 MB) stays as it was delivered.
   */
  private static boolean isLibrary(Path relative) {
    return relative.startsWith(Path.of("lib", "lib"));
  }

  private static String key(KeycloakOptions options) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((options.distVersion() + '\n').getBytes(StandardCharsets.UTF_8));
      digest.update(
          (String.join("\n", buildArgs(options)) + '\n').getBytes(StandardCharsets.UTF_8));
      for (Path jar : options.jars()) {
        digest.update(
            (jar.getFileName() + "\n" + Files.size(jar) + '\n').getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(jar));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path prune() throws IOException {
    List<Path> homes;
    try (Stream<Path> all = Files.list(cache.resolve("augmented"))) {
      homes =
          all.filter(Files::isDirectory)
              .sorted(Comparator.comparing(KeycloakDistribution::modified).reversed())
              .toList();
    }
    Instant oldest = Instant.now().minus(KEPT_FOR);
    for (int i = 1; i < homes.size(); i++) {
      if (i >= KEPT_HOMES || modified(homes.get(i)).isBefore(oldest)) {
        FileTrees.delete(homes.get(i));
        new H2Template(homes.get(i)).forget();
      }
    }
    return cache;
  }

  private static Instant modified(Path path) {
    try {
      return Files.getLastModifiedTime(path).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
