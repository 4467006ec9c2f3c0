package io.ticketgate.core.evidence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over named fields. Each part is preceded by its length, so that no two different lists of
 * fields are hashed from the same bytes.
 */
public final class Digest {

  private final MessageDigest sha256;

  public Digest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
    }
  }

  /** Adds a field; null differs from the empty text. */
  public Digest field(String name, @Nullable String value) {
    sha256.update(join(name, value == null ? "-" : "+" + value).getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public String hex() {
    return HexFormat.of().formatHex(sha256.digest());
  }

  public static String join(String... parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      text.append(part.length()).append(':').append(part).append(';');
    }
    return text.toString();
  }
}
