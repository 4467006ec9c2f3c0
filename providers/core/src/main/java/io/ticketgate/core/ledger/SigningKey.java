package io.ticketgate.core.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A key that signs notes: Ed25519. Its text is a secret.
 *
 * <p>Thread-safe.
 */
public final class SigningKey {

  private final PrivateKey key;
  private final VerifierKey verifier;

  private SigningKey(PrivateKey key, VerifierKey verifier) {
    this.key = key;
    this.verifier = verifier;
  }

  /** Makes a new key, as a text for {@link #parse}. */
  public static String generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      Base64.Encoder base64 = Base64.getEncoder();
      return base64.encodeToString(pair.getPrivate().getEncoded())
          + "."
          + base64.encodeToString(pair.getPublic().getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has Ed25519.", impossible);
    }
  }

  /**
   * Reads a key.
   *
   * @param name of the signer
   * @param secret PKCS 8 and X.509 in base64, with a dot between
   * @throws IllegalArgumentException for anything else, and for two halves that do not match
   */
  public static SigningKey parse(String name, String secret) {
    String[] halves = secret.split("\\.", -1);
    if (halves.length != 2) {
      throw unreadable();
    }
    try {
      KeyFactory keys = KeyFactory.getInstance("Ed25519");
      Base64.Decoder base64 = Base64.getDecoder();
      PrivateKey key = keys.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(halves[0])));
      VerifierKey verifier =
          VerifierKey.of(
              name, keys.generatePublic(new X509EncodedKeySpec(base64.decode(halves[1]))));
      SigningKey parsed = new SigningKey(key, verifier);
      byte[] probe = name.getBytes(StandardCharsets.UTF_8);
      if (!verifier.signed(probe, parsed.signature(probe))) {
        throw unreadable();
      }
      return parsed;
    } catch (GeneralSecurityException e) {
      throw unreadable();
    }
  }

  private static IllegalArgumentException unreadable() {
    return new IllegalArgumentException(
        "A signing key is an Ed25519 key pair: PKCS 8 and X.509 in base64, with a dot between.");
  }

  /** The public half. */
  public VerifierKey verifier() {
    return verifier;
  }

  SignedNote.Line sign(String text) {
    byte[] signature = signature(text.getBytes(StandardCharsets.UTF_8));
    byte[] id = verifier.idBytes();
    byte[] line = ByteBuffer.allocate(id.length + signature.length).put(id).put(signature).array();
    return new SignedNote.Line(verifier.name(), Base64.getEncoder().encodeToString(line));
  }

  private byte[] signature(byte[] message) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(key);
      ed25519.update(message);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The key of the log cannot sign.", e);
    }
  }

  /** Tells nothing of the secret half. */
  @Override
  public String toString() {
    return verifier.toString();
  }
}
