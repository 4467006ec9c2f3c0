package io.ticketgate.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bundled files of the pages, as they lie in the JAR. */
final class ConsoleFiles {

  private static final String FOLDER = "META-INF/ticket-gate-console/";

  /** One folder, and names that only the bundler gives: no path leads out of it. */
  private static final Pattern ASSET = Pattern.compile("assets/ticket-gate-[A-Za-z0-9._-]+");

  private ConsoleFiles() {}

  /**
   * The script that a page of a console loads, as a path below the theme's resources.
   *
   * @param console {@code admin} or {@code account}
   */
  static String script(String console) {
    String prefix = "ticket-gate-" + console + "-";
    return text("entries.txt")
        .lines()
        .filter(name -> name.startsWith(prefix))
        .findFirst()
        .map(name -> "assets/" + name)
        .orElseThrow(() -> new IllegalStateException("The JAR has no script " + prefix + "*.js."));
  }

  /** Null for what is none of ours. */
  static @Nullable InputStream asset(String path) {
    return ASSET.matcher(path).matches() ? open(path) : null;
  }

  private static String text(String name) {
    try (InputStream in = open(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable InputStream open(String name) {
    return ConsoleFiles.class.getClassLoader().getResourceAsStream(FOLDER + name);
  }

  /** A stream of a text that was made here. */
  static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
