package io.ticketgate.verifier;

import io.ticketgate.core.ledger.Checkpoint;
import io.ticketgate.core.ledger.Hash;
import io.ticketgate.core.ledger.Json;
import io.ticketgate.core.ledger.Proofs;
import io.ticketgate.core.ledger.SignedNote;
import io.ticketgate.core.ledger.VerifierKey;
import io.ticketgate.core.ledger.WitnessKey;
import io.ticketgate.core.ledger.export.EvidenceWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether witnesses have seen the log of some evidence, or one that it grew out of. */
final class WitnessCheck {

  private final Evidence evidence;
  private final List<VerifierKey> keys;
  private final Checkpoint checkpoint;

  /**
   * @param keys of the log
   * @param checkpoint of the evidence, which is signed by one of them
   */
  WitnessCheck(Evidence evidence, List<VerifierKey> keys, Checkpoint checkpoint) {
    this.evidence = evidence;
    this.keys = List.copyOf(keys);
    this.checkpoint = checkpoint;
  }

  /**
   * What a witness has seen.
   *
   * @param size of the log that it has cosigned last
   * @param at when; null where the evidence does not say that it has seen any
   * @param rewritten whether this log did not grow out of that one
   */
  record Seen(WitnessKey witness, long size, @Nullable Instant at, boolean rewritten) {

    /** The same for a reader. */
    String line() {
      if (at == null) {
        return "Witness   "
            + witness.name()
            + ": this evidence has no cosignature of it. Export it again in a while; ask the"
            + " operator of the log why if that stays so.";
      }
      return "Witness   "
          + witness.name()
          + (rewritten
              ? " has seen another log of " + size + " entries, at " + at + ": REWRITTEN."
              : " has seen the first " + size + " entries, at " + at);
    }
  }

  /** What each of these has seen. */
  List<Seen> of(List<WitnessKey> witnesses) throws IOException {
    List<Seen> seen = new ArrayList<>();
    SignedNote head = SignedNote.parse(evidence.text(EvidenceWriter.CHECKPOINT));
    for (WitnessKey witness : witnesses) {
      Optional<Instant> at = witness.cosigned(head);
      seen.add(
          at.isPresent()
              ? new Seen(witness, checkpoint.size(), at.get(), false)
              : older(witness).orElse(new Seen(witness, 0, null, false)));
    }
    return seen;
  }

  private Optional<Seen> older(WitnessKey witness) throws IOException {
    if (!evidence.has(EvidenceWriter.WITNESSED)) {
      return Optional.empty();
    }
    for (String line : evidence.text(EvidenceWriter.WITNESSED).lines().toList()) {
      Map<String, Object> row = Json.object(line);
      SignedNote note = SignedNote.parse(String.valueOf(row.get("checkpoint")));
      Optional<Instant> at = witness.cosigned(note);
      Checkpoint before = Checkpoint.parse(note.text());
      if (at.isPresent()
          && before.origin().equals(checkpoint.origin())
          && keys.stream().anyMatch(note::signedBy)) {
        List<Hash> proof = RowsCheck.hashes(row.get("proof"));
        boolean grown =
            Proofs.grown(before.size(), before.root(), checkpoint.size(), checkpoint.root(), proof);
        return Optional.of(new Seen(witness, before.size(), at.get(), !grown));
      }
    }
    return Optional.empty();
  }
}
