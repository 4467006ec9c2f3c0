package io.ticketgate.verifier;

import io.ticketgate.core.ledger.Checkpoint;
import io.ticketgate.core.ledger.Json;
import io.ticketgate.core.ledger.Proofs;
import io.ticketgate.core.ledger.SignedNote;
import io.ticketgate.core.ledger.VerifierKey;
import io.ticketgate.core.ledger.export.EvidenceReport;
import io.ticketgate.core.ledger.export.EvidenceRow;
import io.ticketgate.core.ledger.export.EvidenceTable;
import io.ticketgate.core.ledger.export.EvidenceWriter;
import io.ticketgate.core.ledger.export.Manifest;
import io.ticketgate.verifier.Finding.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.MalformedInputException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks the evidence of a ZIP: signatures, proofs, names, and that nothing was added or left out.
 */
final class EvidenceCheck {

  private final Evidence evidence;
  private final List<VerifierKey> keys;
  private final @Nullable String older;
  private final Duration late;
  private final Consumer<EvidenceRow> good;
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable Checkpoint checkpoint;
  private @Nullable Manifest manifest;
  private long rows;

  /**
   * @param keys of the log, from somebody whom the auditor trusts
   * @param older a signed checkpoint that the auditor has kept; null for none
   * @param late so long may the log take until it takes an entry in
   * @param good gets each row that is as the log has it
   */
  EvidenceCheck(
      Evidence evidence,
      List<VerifierKey> keys,
      @Nullable String older,
      Duration late,
      Consumer<EvidenceRow> good) {
    this.good = good;
    this.evidence = evidence;
    this.keys = List.copyOf(keys);
    this.older = older;
    this.late = late;
  }

  /** What was checked, for a reader. */
  record Outcome(
      List<Finding> findings,
      @Nullable Checkpoint checkpoint,
      @Nullable Manifest manifest,
      long rows) {}

  /** Checks everything. Findings of rows come first. */
  Outcome check() throws IOException {
    List<Finding> signatures = new ArrayList<>();
    String head = note(EvidenceWriter.CHECKPOINT, signatures);
    String list = note(EvidenceWriter.MANIFEST, signatures);
    try {
      checkpoint = head == null ? null : Checkpoint.parse(head);
      manifest = list == null ? null : Manifest.parse(list);
    } catch (IllegalArgumentException unreadable) {
      signatures.add(new Finding(Kind.UNREADABLE, String.valueOf(unreadable.getMessage())));
    }
    if (checkpoint != null) {
      if (manifest != null && !manifest.origin().equals(checkpoint.origin())) {
        signatures.add(
            new Finding(Kind.CHANGED, "The manifest and the checkpoint are of different logs."));
      }
      rows(checkpoint);
      findings.addAll(signatures);
      if (older != null) {
        older(older, checkpoint);
      }
    } else {
      findings.addAll(signatures);
    }
    if (manifest != null) {
      files(manifest);
    }
    return new Outcome(List.copyOf(findings), checkpoint, manifest, rows);
  }

  private void rows(Checkpoint head) throws IOException {
    RowsCheck check = new RowsCheck(head, manifest, late, good);
    try {
      findings.addAll(check.check(evidence));
    } catch (MalformedInputException notText) {
      findings.add(new Finding(Kind.UNREADABLE, "A file of the evidence is no UTF-8."));
    } catch (IllegalArgumentException unreadable) {
      findings.add(new Finding(Kind.UNREADABLE, "A proof: " + unreadable.getMessage()));
    }
    rows = check.rows();
  }

  /** The text of a signed file; null where it cannot be read. */
  private @Nullable String note(String name, List<Finding> wrong) throws IOException {
    if (!evidence.has(name)) {
      wrong.add(new Finding(Kind.REMOVED, "The file " + name + " was removed."));
      return null;
    }
    return signed(name, evidence.text(name), wrong);
  }

  private @Nullable String signed(String name, String text, List<Finding> wrong) {
    try {
      SignedNote note = SignedNote.parse(text);
      if (keys.stream().noneMatch(note::signedBy)) {
        wrong.add(
            new Finding(
                Kind.NOT_SIGNED,
                "The file "
                    + name
                    + " is not signed by the key that you gave: it was changed, or"
                    + " it is of another log."));
      }
      return note.text();
    } catch (IllegalArgumentException unreadable) {
      wrong.add(new Finding(Kind.UNREADABLE, "The file " + name + ": " + unreadable.getMessage()));
      return null;
    }
  }

  private void older(String text, Checkpoint now) throws IOException {
    String body = signed("of the older checkpoint", text, findings);
    if (body == null) {
      return;
    }
    Checkpoint before;
    try {
      before = Checkpoint.parse(body);
    } catch (IllegalArgumentException unreadable) {
      findings.add(
          new Finding(Kind.UNREADABLE, "The older checkpoint: " + unreadable.getMessage()));
      return;
    }
    if (!before.origin().equals(now.origin())) {
      findings.add(
          new Finding(
              Kind.REWRITTEN, "The older checkpoint is of another log, " + before.origin() + "."));
    } else if (before.size() > now.size()) {
      findings.add(
          new Finding(
              Kind.REWRITTEN,
              "The log had "
                  + before.size()
                  + " entries before, and has "
                  + now.size()
                  + " now: entries were removed."));
    } else if (!grown(before, now)) {
      findings.add(
          new Finding(
              Kind.REWRITTEN,
              "The first "
                  + before.size()
                  + " entries of the log are not those of the older"
                  + " checkpoint: the log was rewritten, or the proof was changed."));
    }
  }

  private boolean grown(Checkpoint before, Checkpoint now) throws IOException {
    if (before.size() == now.size() || before.size() == 0) {
      return Proofs.grown(before.size(), before.root(), now.size(), now.root(), List.of());
    }
    if (!evidence.has(EvidenceWriter.CONSISTENCY)) {
      throw new IOException(
          "The evidence does not prove how the log has grown since the older checkpoint. Export it"
              + " again with consistentWith="
              + before.size()
              + ".");
    }
    try {
      Map<String, Object> proof = Json.object(evidence.text(EvidenceWriter.CONSISTENCY).strip());
      if (!Long.valueOf(before.size()).equals(proof.get("older"))) {
        throw new IOException(
            "The evidence proves how the log has grown since another size. Export it again with"
                + " consistentWith="
                + before.size()
                + ".");
      }
      return Proofs.grown(
          before.size(),
          before.root(),
          now.size(),
          now.root(),
          RowsCheck.hashes(proof.get("proof")));
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }

  private void files(Manifest list) throws IOException {
    Set<String> seen = new HashSet<>();
    for (String name : evidence.names()) {
      String digest = list.files().get(name);
      if (!seen.add(name)) {
        findings.add(new Finding(Kind.INSERTED, "The file " + name + " is there twice."));
      } else if (digest == null && !name.equals(EvidenceWriter.MANIFEST)) {
        findings.add(new Finding(Kind.INSERTED, "The file " + name + " was added."));
      } else if (digest != null && !digest.equals(digest(name))) {
        findings.add(new Finding(Kind.CHANGED, "The file " + name + " was changed" + line(name)));
      }
    }
    list.files().keySet().stream()
        .filter(name -> !seen.contains(name))
        .forEach(
            name -> findings.add(new Finding(Kind.REMOVED, "The file " + name + " was removed.")));
  }

  private String digest(String name) throws IOException {
    try (InputStream in = evidence.open(name);
        DigestInputStream hashed =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      hashed.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
    }
  }

  /** Where a file that follows from the rows differs from what follows. */
  private String line(String name) throws IOException {
    if (!name.equals(EvidenceWriter.TABLE) && !name.equals(EvidenceWriter.REPORT)) {
      return ".";
    }
    boolean table = name.equals(EvidenceWriter.TABLE);
    try (Evidence.Lines entries = evidence.lines(EvidenceWriter.ROWS);
        Evidence.Lines shown = evidence.lines(name)) {
      if (!table) {
        skipHead(shown);
      } else if (!EvidenceTable.head().stripTrailing().equals(stripped(shown.next()))) {
        return ": its heading.";
      }
      for (String line = entries.next(); line != null; line = entries.next()) {
        EvidenceRow row = EvidenceRow.parse(line);
        String expected = table ? EvidenceTable.line(row) : EvidenceReport.line(row);
        for (String part : expected.stripTrailing().split("\n", -1)) {
          if (!stripped(part).equals(stripped(shown.next()))) {
            return ": what it says of entry " + row.index() + " (" + row.open("type") + ") first.";
          }
        }
      }
      return ".";
    } catch (IllegalArgumentException | IOException unreadable) {
      return ".";
    }
  }

  private static void skipHead(Evidence.Lines report) throws IOException {
    int tables = 0;
    for (String line = report.next(); line != null; line = report.next()) {
      if (line.startsWith("<tbody>") && ++tables == 2) {
        return;
      }
    }
  }

  private static String stripped(@Nullable String line) {
    return line == null ? "" : line.stripTrailing();
  }
}
