package io.ticketgate.verifier;

import io.ticketgate.core.ledger.Checkpoint;
import io.ticketgate.core.ledger.Hash;
import io.ticketgate.core.ledger.Json;
import io.ticketgate.core.ledger.Proofs;
import io.ticketgate.core.ledger.export.EvidenceRow;
import io.ticketgate.core.ledger.export.EvidenceWriter;
import io.ticketgate.core.ledger.export.Manifest;
import io.ticketgate.verifier.Finding.Kind;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the rows and their proofs, side by side, and stops at the first row that is wrong:
 * what follows a row that was removed or inserted is wrong in any case.
 */
final class RowsCheck {

  /** The clocks of two nodes may differ by so much. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  private final Checkpoint checkpoint;
  private final @Nullable Manifest manifest;
  private final Duration late;
  private final Consumer<EvidenceRow> good;
  private long rows;
  private long last = -1;
  private String lastLogged = "";
  private String realm = "";

  /** A proof of the file. */
  private record Proof(long index, List<Hash> hashes) {}

  /**
   * @param manifest null where it cannot be read
   * @param late so long may the log take until it takes an entry in
   * @param good gets each row that is as the log has it
   */
  RowsCheck(
      Checkpoint checkpoint,
      @Nullable Manifest manifest,
      Duration late,
      Consumer<EvidenceRow> good) {
    this.good = good;
    this.checkpoint = checkpoint;
    this.manifest = manifest;
    this.late = late;
  }

  long rows() {
    return rows;
  }

  List<Finding> check(Evidence evidence) throws IOException {
    try (Evidence.Lines entries = evidence.lines(EvidenceWriter.ROWS);
        Evidence.Lines proofs = evidence.lines(EvidenceWriter.PROOFS)) {
      for (String line = entries.next(); line != null; line = entries.next()) {
        rows++;
        List<Finding> wrong = row(line, proofs.next());
        if (!wrong.isEmpty()) {
          return wrong;
        }
      }
      String left = proofs.next();
      if (left != null) {
        return List.of(
            new Finding(
                Kind.REMOVED,
                "Entry "
                    + proof(left).index()
                    + " was removed after row "
                    + rows
                    + ": its proof is there, and the entry is not."));
      }
    }
    if (manifest != null && manifest.rows() != rows) {
      return List.of(
          new Finding(
              manifest.rows() > rows ? Kind.REMOVED : Kind.INSERTED,
              "The server exported " + manifest.rows() + " rows, and " + rows + " are here."));
    }
    return List.of();
  }

  private List<Finding> row(String line, @Nullable String proofLine) {
    String where = "Row " + rows;
    EvidenceRow row;
    try {
      row = EvidenceRow.parse(line);
    } catch (IllegalArgumentException unreadable) {
      return List.of(
          new Finding(Kind.UNREADABLE, where + " is no entry: " + unreadable.getMessage()));
    }
    return wrong(
        row,
        where + " (entry " + row.index() + ", " + row.open("type") + ", " + row.open("at") + ")",
        proofLine);
  }

  private List<Finding> wrong(EvidenceRow row, String where, @Nullable String proofLine) {
    if (row.index() <= last) {
      return List.of(
          new Finding(
              row.index() == last ? Kind.INSERTED : Kind.MOVED,
              where
                  + " comes after entry "
                  + last
                  + ": it "
                  + (row.index() == last ? "is there twice." : "is not at its place.")));
    }
    if (proofLine == null) {
      return List.of(
          new Finding(Kind.INSERTED, where + " was inserted: there is no proof for it."));
    }
    Proof proof;
    try {
      proof = proof(proofLine);
    } catch (IllegalArgumentException unreadable) {
      return List.of(
          new Finding(
              Kind.UNREADABLE, "The proof of row " + rows + ": " + unreadable.getMessage()));
    }
    if (proof.index() < row.index()) {
      return List.of(
          new Finding(
              Kind.REMOVED,
              "Entry "
                  + proof.index()
                  + " was removed, or moved, before row "
                  + rows
                  + ": its proof is there, and the entry is not."));
    }
    if (proof.index() > row.index()) {
      return List.of(
          new Finding(Kind.INSERTED, where + " was inserted: there is no proof for it."));
    }
    if (manifest != null && manifest.whole() && rows > 1 && row.index() != last + 1) {
      return List.of(
          new Finding(
              Kind.REMOVED,
              "Entry "
                  + (last + 1)
                  + " was removed before row "
                  + rows
                  + ": this evidence is to have every entry."));
    }
    if (!Proofs.included(
        row.leaf(), row.index(), checkpoint.size(), checkpoint.root(), proof.hashes())) {
      return List.of(
          new Finding(
              Kind.CHANGED,
              where + " was changed: the log has another entry there, or its proof was changed."));
    }
    last = row.index();
    List<Finding> wrong = new ArrayList<>();
    row.changedName()
        .ifPresent(
            field ->
                wrong.add(
                    new Finding(
                        Kind.CHANGED,
                        where
                            + ": "
                            + field
                            + " was changed: the log has a digest of another"
                            + " value.")));
    String otherRealm = row.open("realm");
    if (!realm.isEmpty() && !realm.equals(otherRealm)) {
      wrong.add(new Finding(Kind.INSERTED, where + " is of another realm than the rows before."));
    }
    realm = otherRealm;
    times(row, where, wrong);
    if (wrong.isEmpty()) {
      good.accept(row);
    }
    return wrong;
  }

  /** What the log itself has may have been written into its queue by hand, with an older date. */
  private void times(EvidenceRow row, String where, List<Finding> wrong) {
    try {
      Instant logged = Instant.parse(row.logged());
      Instant recorded = Instant.parse(row.open("recorded"));
      Instant at = Instant.parse(row.open("at"));
      if (!lastLogged.isEmpty() && logged.isBefore(Instant.parse(lastLogged))) {
        wrong.add(
            new Finding(
                Kind.BACK_DATED,
                where
                    + " was taken in at "
                    + logged
                    + ", and the one before it at "
                    + lastLogged
                    + "."));
      }
      lastLogged = row.logged();
      if (recorded.plus(late).isBefore(logged)) {
        wrong.add(
            new Finding(
                Kind.BACK_DATED,
                where
                    + " says that it was recorded at "
                    + recorded
                    + ", and the log took it in at "
                    + logged
                    + " only."));
      }
      if (at.isAfter(logged.plus(CLOCKS)) || recorded.isAfter(logged.plus(CLOCKS))) {
        wrong.add(
            new Finding(Kind.BACK_DATED, where + " says that it is of after the log took it in."));
      }
    } catch (DateTimeException noTime) {
      wrong.add(new Finding(Kind.UNREADABLE, where + " has no times."));
    }
  }

  private static Proof proof(String line) {
    Map<String, Object> proof = Json.object(line);
    if (!(proof.get("index") instanceof Long index)) {
      throw new IllegalArgumentException("A proof has an index.");
    }
    return new Proof(index, hashes(proof.get("proof")));
  }

  /**
   * Reads hashes in base64.
   *
   * @throws IllegalArgumentException for anything else
   */
  static List<Hash> hashes(@Nullable Object texts) {
    if (!(texts instanceof List<?> list)) {
      throw new IllegalArgumentException("A proof is a list of hashes.");
    }
    return list.stream().map(String::valueOf).map(Hash::parse).toList();
  }
}
