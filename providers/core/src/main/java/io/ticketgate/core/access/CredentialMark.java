package io.ticketgate.core.access;

import io.ticketgate.core.evidence.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * By what a credential is known again: a digest, of which nothing can be made.
 *
 * @param kind of what
 * @param digest lower-case hex SHA-256
 */
public record CredentialMark(Kind kind, String digest) {

  /** What is digested. */
  public enum Kind {
    /** The text of a secret. */
    SECRET,
    /** A public key: its material, and not the name that somebody gave it. */
    KEY,
    /** All that a client authenticates with, and how. */
    WHOLE
  }

  /** Of a secret. */
  public static CredentialMark ofSecret(String secret) {
    return new CredentialMark(Kind.SECRET, new Digest().field("secret", secret).hex());
  }

  /**
   * Of a public key.
   *
   * @param thumbprint of its material
   */
  public static CredentialMark ofKey(String thumbprint) {
    return new CredentialMark(Kind.KEY, new Digest().field("key", thumbprint).hex());
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static CredentialMark parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("The mark of a credential is written kind:digest.");
    }
    return new CredentialMark(
        Kind.valueOf(text.substring(0, colon).toUpperCase(Locale.ROOT)), text.substring(colon + 1));
  }

  /** Compares in constant time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CredentialMark mark
        && kind == mark.kind
        && MessageDigest.isEqual(
            digest.getBytes(StandardCharsets.UTF_8), mark.digest.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + digest;
  }
}
