package io.ticketgate.core.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The public half of a key that signs notes, C2SP signed-note: Ed25519, with a name.
 *
 * @param name of the signer; no white space and no plus sign
 * @param raw the 32 bytes of RFC 8032
 */
public record VerifierKey(String name, String raw) {

  static final byte ED25519 = 1;

  /** What precedes the raw key in its X.509 form, RFC 8410. */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int ID_BYTES = 4;

  public VerifierKey {
    if (name.isEmpty()
        || name.indexOf('+') >= 0
        || name.codePoints().anyMatch(VerifierKey::space)) {
      throw new IllegalArgumentException("The name of a key has no white space and no plus sign.");
    }
    if (Base64.getDecoder().decode(raw).length != Hash.BYTES) {
      throw new IllegalArgumentException("An Ed25519 key has 32 bytes.");
    }
  }

  private static boolean space(int point) {
    return Character.isWhitespace(point) || Character.isSpaceChar(point);
  }

  static VerifierKey of(String name, PublicKey key) {
    byte[] encoded = key.getEncoded();
    byte[] raw = new byte[Hash.BYTES];
    System.arraycopy(encoded, encoded.length - raw.length, raw, 0, raw.length);
    return new VerifierKey(name, Base64.getEncoder().encodeToString(raw));
  }

  /**
   * Reads {@code name+id+key}.
   *
   * @throws IllegalArgumentException for anything else, and for an id that is not the key's
   */
  public static VerifierKey parse(String text) {
    return parse(text, ED25519);
  }

  static VerifierKey parse(String text, byte type) {
    // Base64 has plus signs of its own: the name and the id have none.
    String[] parts = text.strip().split("\\+", 3);
    byte[] key = parts.length == 3 ? Base64.getDecoder().decode(parts[2]) : new byte[0];
    if (key.length != Hash.BYTES + 1 || key[0] != type) {
      throw new IllegalArgumentException(
          type == ED25519
              ? "A verifier key is written name+id+key, and is of type Ed25519."
              : "The key of a witness is written name+id+key, and is of type Ed25519 cosignature"
                  + " (4).");
    }
    byte[] raw = new byte[Hash.BYTES];
    System.arraycopy(key, 1, raw, 0, raw.length);
    VerifierKey parsed = new VerifierKey(parts[0], Base64.getEncoder().encodeToString(raw));
    if (!HexFormat.of().formatHex(parsed.idBytes(type)).equals(parts[1])) {
      throw new IllegalArgumentException("The id of the verifier key is not that of its key.");
    }
    return parsed;
  }

  /** The first four bytes of the hash over name and key, in hexadecimal digits. */
  public String id() {
    return HexFormat.of().formatHex(idBytes());
  }

  byte[] idBytes() {
    return idBytes(ED25519);
  }

  byte[] idBytes(byte type) {
    MessageDigest digest = Hash.sha256();
    digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
    digest.update(type);
    byte[] hash = digest.digest(Base64.getDecoder().decode(raw));
    return Arrays.copyOf(hash, ID_BYTES);
  }

  /** Returns whether the key has signed these bytes. */
  boolean signed(byte[] message, byte[] signature) {
    try {
      byte[] key = Base64.getDecoder().decode(raw);
      ByteBuffer encoded = ByteBuffer.allocate(X509.length + key.length).put(X509).put(key);
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(encoded.array())));
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException notOne) {
      return false;
    }
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return text(ED25519);
  }

  String text(byte type) {
    byte[] key = Base64.getDecoder().decode(raw);
    ByteBuffer typed = ByteBuffer.allocate(1 + key.length).put(type).put(key);
    return name
        + "+"
        + HexFormat.of().formatHex(idBytes(type))
        + "+"
        + Base64.getEncoder().encodeToString(typed.array());
  }
}
