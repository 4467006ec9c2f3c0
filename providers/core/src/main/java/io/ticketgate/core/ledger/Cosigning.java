package io.ticketgate.core.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a log asks of a witness, and what the answer is worth: C2SP tlog-witness. */
public final class Cosigning {

  private Cosigning() {}

  /**
   * The request {@code add-checkpoint}.
   *
   * @param older size of the checkpoint that the witness has cosigned last; 0 for none
   * @param tree as of the checkpoint
   * @param checkpoint the signed note
   */
  public static byte[] request(long older, Tree.Nodes tree, SignedNote checkpoint) {
    long size = Checkpoint.parse(checkpoint.text()).size();
    StringBuilder body = new StringBuilder("old ").append(older).append('\n');
    if (older > 0 && older < size) {
      Tree.consistency(tree, older, size).forEach(hash -> body.append(hash).append('\n'));
    }
    return body.append('\n').append(checkpoint).toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The checkpoint with the cosignature of the witness; empty where the answer has none that is
   * good. Lines of others are left out.
   *
   * @param answer one or more signature lines
   */
  public static Optional<SignedNote> cosigned(
      SignedNote checkpoint, WitnessKey witness, String answer) {
    List<SignedNote.Line> lines;
    try {
      lines = SignedNote.parse(checkpoint.text() + "\n" + answer).lines();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
    return lines.stream()
        .filter(line -> witness.cosigned(checkpoint.text(), line).isPresent())
        .findFirst()
        .map(line -> with(checkpoint, line));
  }

  private static SignedNote with(SignedNote checkpoint, SignedNote.Line line) {
    List<SignedNote.Line> lines = new ArrayList<>(checkpoint.lines());
    lines.add(line);
    return new SignedNote(checkpoint.text(), lines);
  }

  /**
   * A checkpoint with the cosignatures of others that are of the same text.
   *
   * @param cosigned notes, each with the lines of the log first
   */
  public static SignedNote together(SignedNote checkpoint, List<SignedNote> cosigned) {
    List<SignedNote.Line> lines = new ArrayList<>(checkpoint.lines());
    for (SignedNote note : cosigned) {
      if (note.text().equals(checkpoint.text())) {
        note.lines().stream().filter(line -> !lines.contains(line)).forEach(lines::add);
      }
    }
    return new SignedNote(checkpoint.text(), lines);
  }
}
