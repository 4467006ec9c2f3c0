package io.ticketgate.core.ledger.export;

import io.ticketgate.core.ledger.Checkpoint;
import io.ticketgate.core.ledger.Hash;
import io.ticketgate.core.ledger.Json;
import io.ticketgate.core.ledger.SignedNote;
import io.ticketgate.core.ledger.SigningKey;
import io.ticketgate.core.ledger.Tree;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes evidence as a ZIP. It goes through the rows once for each file and keeps none of them.
 *
 * @param tree as of the checkpoint, for proofs
 * @param checkpoint the signed note, with the cosignatures of witnesses that have seen it
 * @param witnessed older checkpoints that witnesses have cosigned last
 * @param keys that sign the manifest: those of the log
 */
public record EvidenceWriter(
    Tree.Nodes tree,
    String checkpoint,
    List<SignedNote> witnessed,
    List<SigningKey> keys,
    Instant now) {

  /** Name of the file with the rows. */
  public static final String ROWS = "entries.jsonl";

  /** Name of the file with the proof of each row. */
  public static final String PROOFS = "proofs.jsonl";

  /** Name of the file with the rows as a table. */
  public static final String TABLE = "entries.csv";

  /** Name of the page for reading. */
  public static final String REPORT = "report.html";

  /** Name of the file with the signed checkpoint. */
  public static final String CHECKPOINT = "checkpoint";

  /** Name of the file with the bindings as the server's table has them; it may be missing. */
  public static final String BINDINGS = "bindings.jsonl";

  /** Name of the file with the public keys. */
  public static final String KEYS = "keys";

  /** Name of the file with the proof that the log grew out of an older one; it may be missing. */
  public static final String CONSISTENCY = "consistency.json";

  /**
   * Name of the file with older checkpoints that witnesses have cosigned, each with the proof that
   * the log grew out of it; missing where the checkpoint itself has all cosignatures.
   */
  public static final String WITNESSED = "witnessed.jsonl";

  /** Name of the signed list of all other files. */
  public static final String MANIFEST = "manifest";

  /** Name of the file that says what to do with the others. */
  public static final String README = "README.txt";

  private static final String INSTRUCTIONS =
      """
      Evidence of what the ticket gate of a Keycloak realm has done.

      report.html       for reading and printing
      entries.csv       for a spreadsheet
      entries.jsonl     each entry of the log, with the names that belong to it
      proofs.jsonl      the proof that each entry is in the log (RFC 6962)
      checkpoint        size and root of the log, signed (C2SP signed-note, tlog-checkpoint)
      bindings.jsonl    the bindings as the table of the server has them, if you asked for it
      witnessed.jsonl   older checkpoints that witnesses have cosigned, if they have not seen this one yet
      consistency.json  the proof that the log grew out of an older one, if you asked for it
      keys              the public keys of the log
      manifest          the digests of these files, signed

      Check all of it:  java -jar ticket-gate-verifier.jar --key <public key> evidence.zip

      Take the public key from somebody whom you trust and keep it; the one in this ZIP proves nothing.
      Keep the file checkpoint too. Next time, give it to the verifier with --older: it then finds out
      whether the log was rewritten in between.
      """;

  /** Rows, as often as they are asked for. */
  public interface Rows {

    /**
     * Hands out the rows in the order of the log, the same each time.
     *
     * @return whether there are no more that match
     */
    boolean each(Consumer<EvidenceRow> row);
  }

  /** The bindings that the server's table has, in any order. */
  public interface Bindings {

    /** Hands them out once. */
    void each(Consumer<ListedBinding> binding);
  }

  /**
   * Writes the ZIP. It does not close the stream.
   *
   * @param bindings null to leave them out
   * @param query what was asked for, in one line
   * @param whole whether the rows are all entries of the log between the first and the last
   * @param older size of an older tree that the reader knows; null for none
   */
  public void write(
      OutputStream out,
      String query,
      boolean whole,
      @Nullable Long older,
      Rows rows,
      @Nullable Bindings bindings)
      throws IOException {
    Checkpoint signed = Checkpoint.parse(SignedNote.parse(checkpoint).text());
    Files files = new Files(new ZipOutputStream(out, StandardCharsets.UTF_8), new TreeMap<>());
    files.put(README, file -> file.accept(INSTRUCTIONS));
    files.put(CHECKPOINT, file -> file.accept(checkpoint));
    files.put(
        KEYS,
        file ->
            file.accept(
                keys.stream().map(key -> key.verifier() + "\n").collect(Collectors.joining())));
    if (older != null) {
      files.put(CONSISTENCY, file -> file.accept(consistency(older, signed.size()) + "\n"));
    }
    if (!witnessed.isEmpty()) {
      files.put(
          WITNESSED,
          file -> witnessed.forEach(note -> file.accept(witnessed(note, signed.size()) + "\n")));
    }
    long[] count = new long[1];
    boolean[] complete = new boolean[1];
    files.put(
        ROWS,
        file ->
            complete[0] =
                rows.each(
                    row -> {
                      count[0]++;
                      file.accept(row.line() + "\n");
                    }));
    if (bindings != null) {
      files.put(BINDINGS, file -> bindings.each(each -> file.accept(each.line() + "\n")));
    }
    files.put(
        PROOFS, file -> rows.each(row -> file.accept(proof(row.index(), signed.size()) + "\n")));
    files.put(
        TABLE,
        file -> {
          file.accept(EvidenceTable.head());
          rows.each(row -> file.accept(EvidenceTable.line(row)));
        });
    Manifest manifest =
        new Manifest(
            signed.origin(), query, now.toString(), complete[0], whole, count[0], Map.of());
    files.put(
        REPORT,
        file -> {
          file.accept(EvidenceReport.head(manifest, signed));
          rows.each(row -> file.accept(EvidenceReport.line(row)));
          file.accept(EvidenceReport.foot());
        });
    String text =
        new Manifest(
                manifest.origin(),
                manifest.query(),
                manifest.created(),
                manifest.complete(),
                whole,
                manifest.rows(),
                files.digests())
            .text();
    files.put(MANIFEST, file -> file.accept(SignedNote.sign(text, keys).toString()));
    files.zip().finish();
  }

  /** The proof of an entry, a line of {@code proofs.jsonl}. */
  private String proof(long index, long size) {
    return Json.canonical(
        Map.of("index", index, "proof", texts(Tree.inclusion(tree, index, size))));
  }

  private String witnessed(SignedNote note, long size) {
    long older = Checkpoint.parse(note.text()).size();
    return Json.canonical(
        Map.of(
            "checkpoint",
            note.toString(),
            "proof",
            texts(older == size ? List.of() : Tree.consistency(tree, older, size))));
  }

  private String consistency(long older, long size) {
    return Json.canonical(
        Map.of("older", older, "proof", texts(Tree.consistency(tree, older, size))));
  }

  /** Hashes in base64. */
  public static List<String> texts(List<Hash> hashes) {
    return hashes.stream().map(Hash::toString).toList();
  }

  /** The files of the ZIP, and the digests of those that are done. */
  private record Files(ZipOutputStream zip, Map<String, String> digests) {

    private interface Content {
      void write(Consumer<String> file);
    }

    void put(String name, Content content) throws IOException {
      MessageDigest digest = sha256();
      zip.putNextEntry(new ZipEntry(name));
      try {
        content.write(
            text -> {
              byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
              digest.update(bytes);
              try {
                zip.write(bytes);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      zip.closeEntry();
      digests.put(name, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
      }
    }
  }
}
