package io.ticketgate.connectors.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises paths that leave the base URL. */
final class PathSafety {

  private static final Pattern UNSAFE = Pattern.compile("[\\s\\\\?#\\p{Cntrl}]");
  private static final Pattern DOTS =
      Pattern.compile("(^|/)(\\.|%2e){1,2}(;[^/]*)?(/|$)", Pattern.CASE_INSENSITIVE);

  private PathSafety() {}

  /** Whether it has no segment such as .. and no character that begins another part of a URL. */
  static boolean staysBelow(@Nullable String path) {
    return path == null || !(UNSAFE.matcher(path).find() || DOTS.matcher(path).find());
  }
}
