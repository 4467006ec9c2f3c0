package io.ticketgate.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * The H2 file of a server that has just made its schema and its first realm, for the next servers
 * of the same build: that takes a third of the processor time of a start.
 */
final class H2Template {

  private static final Path FILE = Path.of("data/h2/keycloakdb.mv.db");

  /** H2 writes what was committed within a second. */
  private static final Duration QUIET = Duration.ofMillis(1500);

  private static final int TRIES = 4;

  private final Path template;

  /**
   * @param augmented the build's home in the cache
   */
  H2Template(Path augmented) {
    template = augmented.resolveSibling(augmented.getFileName() + ".mv.db");
  }

  /** Gives a server that has not run yet the template; false if there is none. */
  boolean restoreTo(Path home) throws IOException {
    if (!Files.isRegularFile(template)) {
      return false;
    }
    Files.createDirectories(home.resolve(FILE).resolveSibling(""));
    Files.copy(template, home.resolve(FILE));
    return true;
  }

  /**
   * Keeps the file of a server that is ready and that nobody has used, unless there is a template
   * already. A file that does not come to rest is none.
   */
  void takeFrom(Path home) throws IOException {
    Path file = home.resolve(FILE);
    for (int i = 0; i < TRIES && Files.notExists(template); i++) {
      State before = State.of(file);
      pause();
      if (before.equals(State.of(file))) {
        Path draft = Files.createTempFile(template.resolveSibling(""), "draft-", ".mv.db");
        Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING);
        if (before.equals(State.of(file))) {
          Files.move(draft, template, StandardCopyOption.ATOMIC_MOVE);
        } else {
          Files.delete(draft);
        }
      }
    }
  }

  void forget() throws IOException {
    Files.deleteIfExists(template);
  }

  private static void pause() {
    try {
      Thread.sleep(QUIET.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record State(long size, long modified) {
    static State of(Path file) throws IOException {
      return new State(Files.size(file), Files.getLastModifiedTime(file).toMillis());
    }
  }
}
