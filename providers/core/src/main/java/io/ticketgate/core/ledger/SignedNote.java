package io.ticketgate.core.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A text and who has signed it, C2SP signed-note.
 *
 * @param text ends with a line break
 */
public record SignedNote(String text, List<Line> lines) {

  private static final String DASH = "\u2014 ";
  private static final int MOST_LINES = 100;
  private static final int ID_BYTES = 4;

  /** One signature: the name of the signer, and key id and signature in base64. */
  public record Line(String name, String signature) {}

  public SignedNote {
    lines = List.copyOf(lines);
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("The text of a note ends with a line break.");
    }
  }

  /** Signs a text with every one of these keys. */
  public static SignedNote sign(String text, Collection<SigningKey> keys) {
    return new SignedNote(text, keys.stream().map(key -> key.sign(text)).toList());
  }

  /**
   * Reads a note; no signature is checked by that.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static SignedNote parse(String note) {
    int split = note.lastIndexOf("\n\n");
    if (split < 0 || split + 2 >= note.length() || !note.endsWith("\n")) {
      throw malformed();
    }
    List<Line> lines = new ArrayList<>();
    for (String line : note.substring(split + 2, note.length() - 1).split("\n", -1)) {
      String[] parts =
          line.startsWith(DASH) ? line.substring(DASH.length()).split(" ", -1) : new String[0];
      if (parts.length != 2 || lines.size() == MOST_LINES) {
        throw malformed();
      }
      lines.add(new Line(parts[0], parts[1]));
    }
    return new SignedNote(note.substring(0, split + 1), lines);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "A signed note is a text, an empty line, and a line for each signature.");
  }

  /** Returns whether the key has signed the text. */
  public boolean signedBy(VerifierKey key) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    return lines.stream()
        .filter(line -> line.name().equals(key.name()))
        .map(SignedNote::decoded)
        .filter(bytes -> bytes.length > ID_BYTES)
        .filter(bytes -> Arrays.equals(Arrays.copyOf(bytes, ID_BYTES), key.idBytes()))
        .anyMatch(bytes -> key.signed(message, Arrays.copyOfRange(bytes, ID_BYTES, bytes.length)));
  }

  private static byte[] decoded(Line line) {
    try {
      return Base64.getDecoder().decode(line.signature());
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  /** The note as it is stored and served. */
  @Override
  public String toString() {
    StringBuilder note = new StringBuilder(text).append('\n');
    lines.forEach(
        line ->
            note.append(DASH)
                .append(line.name())
                .append(' ')
                .append(line.signature())
                .append('\n'));
    return note.toString();
  }
}
