package io.ticketgate.core.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The public key of a witness: somebody outside who has seen that a log only grows. What a witness
 * signs is the checkpoint and the time, C2SP tlog-cosignature (cosignature/v1, Ed25519).
 */
public final class WitnessKey {

  private static final byte COSIGNATURE = 4;
  private static final int ID_BYTES = 4;
  private static final int SIGNATURE_BYTES = 64;

  /** The last second that {@link Instant} can write as a year of four digits. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final VerifierKey key;

  private WitnessKey(VerifierKey key) {
    this.key = key;
  }

  /**
   * Reads {@code name+id+key}.
   *
   * @throws IllegalArgumentException for anything else, and for an id that is not the key's
   */
  public static WitnessKey parse(String text) {
    return new WitnessKey(VerifierKey.parse(text, COSIGNATURE));
  }

  /** The name of the witness. */
  public String name() {
    return key.name();
  }

  /** When the witness has cosigned this checkpoint; empty where it has not. */
  public Optional<Instant> cosigned(SignedNote checkpoint) {
    return checkpoint.lines().stream()
        .map(line -> cosigned(checkpoint.text(), line))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** When a line says, rightly, that the witness has cosigned a checkpoint with this text. */
  public Optional<Instant> cosigned(String text, SignedNote.Line line) {
    if (!line.name().equals(key.name())) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(line.signature());
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length != ID_BYTES + Long.BYTES + SIGNATURE_BYTES
        || !Arrays.equals(Arrays.copyOf(bytes, ID_BYTES), key.idBytes(COSIGNATURE))) {
      return Optional.empty();
    }
    long time = ByteBuffer.wrap(bytes).getLong(ID_BYTES);
    if (time < 1 || time > LAST_SECOND) {
      return Optional.empty();
    }
    byte[] message =
        ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8);
    return key.signed(message, Arrays.copyOfRange(bytes, ID_BYTES + Long.BYTES, bytes.length))
        ? Optional.of(Instant.ofEpochSecond(time))
        : Optional.empty();
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return key.text(COSIGNATURE);
  }
}
