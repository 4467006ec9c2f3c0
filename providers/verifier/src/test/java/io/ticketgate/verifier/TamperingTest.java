package io.ticketgate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.ledger.Checkpoint;
import io.ticketgate.core.ledger.Entry;
import io.ticketgate.core.ledger.Hash;
import io.ticketgate.core.ledger.Json;
import io.ticketgate.core.ledger.SignedNote;
import io.ticketgate.core.ledger.SigningKey;
import io.ticketgate.core.ledger.Tiles;
import io.ticketgate.core.ledger.export.EvidenceRow;
import io.ticketgate.verifier.Finding.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to evidence, or to the log behind it, is found and named. */
class TamperingTest {

  private static final int ROWS = 40;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private final TestLog log = new TestLog().grow(300);

  private static boolean exported(EvidenceRow row) {
    return row.index() >= 250 && row.index() < 250 + ROWS;
  }

  private Map<String, String> honest() {
    return log.export(TamperingTest::exported, true, 100L);
  }

  private List<Finding> findings(Map<String, String> files, @Nullable String older) {
    Path zip = folder.resolve("evidence-" + files.hashCode() + ".zip");
    TestLog.zip(files, zip);
    try (Evidence evidence = new Evidence(zip)) {
      return new EvidenceCheck(
              evidence, List.of(log.key.verifier()), older, Duration.ofDays(1), row -> {})
          .check()
          .findings();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String file(Map<String, String> files, String name) {
    return Objects.requireNonNull(files.get(name));
  }

  private static void lines(Map<String, String> files, String name, Consumer<List<String>> change) {
    List<String> lines = new ArrayList<>(file(files, name).lines().toList());
    change.accept(lines);
    files.put(name, String.join("\n", lines) + "\n");
  }

  private static void entries(Map<String, String> files, Consumer<List<String>> change) {
    lines(files, "entries.jsonl", change);
  }

  private static void replace(Map<String, String> files, String name, String from, String to) {
    String before = file(files, name);
    assertThat(before).contains(from);
    files.put(name, before.replaceFirst(java.util.regex.Pattern.quote(from), to));
  }

  private static final SigningKey FORGER = SigningKey.parse("log", SigningKey.generate());

  private static String signedByForger(String note) {
    return SignedNote.sign(SignedNote.parse(note).text(), List.of(FORGER)).toString();
  }

  private record Case(String name, Consumer<Map<String, String>> tamper, Kind kind, String says) {}

  /** What somebody does to a ZIP that the server has made. Row 5 is entry 254. */
  private static final List<Case> AFTER_EXPORT =
      List.of(
          new Case(
              "a state in a row is changed",
              files ->
                  entries(files, rows -> rows.set(4, rows.get(4).replace("ACTIVE", "REVOKED"))),
              Kind.CHANGED,
              "Row 5 (entry 254"),
          new Case(
              "a row is back-dated",
              files ->
                  entries(
                      files,
                      rows ->
                          rows.set(4, rows.get(4).replace("\"at\":\"2026-11", "\"at\":\"2025-11"))),
              Kind.CHANGED,
              "Row 5 (entry 254"),
          new Case(
              "the time at which the log took a row in is changed",
              files ->
                  entries(
                      files,
                      rows ->
                          rows.set(
                              4,
                              rows.get(4).replace("\"logged\":\"2026-11", "\"logged\":\"2025-11"))),
              Kind.CHANGED,
              "Row 5 (entry 254"),
          new Case(
              "a name is changed",
              files ->
                  entries(files, rows -> rows.set(4, rows.get(4).replace("alice254", "mallory"))),
              Kind.CHANGED,
              "Row 5 (entry 254, binding.activated, 2026-11-01T12:13:59Z): subject"),
          new Case(
              "a ticket is changed",
              files ->
                  entries(
                      files, rows -> rows.set(4, rows.get(4).replace("snow:CHG254", "snow:CHG1"))),
              Kind.CHANGED,
              ": ticket was changed"),
          new Case(
              "a salt is changed",
              files ->
                  entries(
                      files,
                      rows -> rows.set(4, rows.get(4).replace("\"salt\":\"A", "\"salt\":\"B"))),
              Kind.CHANGED,
              "Row 5 (entry 254"),
          new Case(
              "one name of several is deleted",
              files ->
                  entries(
                      files,
                      rows -> rows.set(4, rows.get(4).replace(",\"ticket\":\"snow:CHG254\"", ""))),
              Kind.CHANGED,
              ": ticket was changed"),
          new Case(
              "a digest is changed with its name",
              files ->
                  entries(
                      files,
                      rows -> {
                        Map<String, Object> row = new TreeMap<>(Json.object(rows.get(4)));
                        Map<String, Object> entry = Json.object(row.get("entry"));
                        Map<String, Object> record = Json.object(entry.get("record"));
                        Map<String, Object> sealed = Json.object(record.get("sealed"));
                        Map<String, Object> names = Json.object(row.get("names"));
                        names.put("ticket", "snow:OTHER");
                        sealed.put(
                            "ticket",
                            Entry.digest(String.valueOf(row.get("salt")), "ticket", "snow:OTHER"));
                        record.put("sealed", sealed);
                        entry.put("record", record);
                        row.put("entry", entry);
                        row.put("names", names);
                        rows.set(4, Json.canonical(row));
                      }),
              Kind.CHANGED,
              "Row 5 (entry 254"),
          new Case(
              "the first row is dropped",
              files -> entries(files, rows -> rows.remove(0)),
              Kind.REMOVED,
              "Entry 250 was removed"),
          new Case(
              "a row is dropped",
              files -> entries(files, rows -> rows.remove(4)),
              Kind.REMOVED,
              "Entry 254 was removed"),
          new Case(
              "the last row is dropped",
              files -> entries(files, rows -> rows.remove(ROWS - 1)),
              Kind.REMOVED,
              "Entry 289 was removed after row 39"),
          new Case(
              "a row is dropped with its proof",
              files -> {
                entries(files, rows -> rows.remove(4));
                lines(files, "proofs.jsonl", proofs -> proofs.remove(4));
              },
              Kind.REMOVED,
              "Entry 254 was removed before row 5"),
          new Case(
              "the last rows are dropped with their proofs",
              files -> {
                entries(files, rows -> rows.subList(30, ROWS).clear());
                lines(files, "proofs.jsonl", proofs -> proofs.subList(30, ROWS).clear());
              },
              Kind.REMOVED,
              "exported 40 rows, and 30 are here"),
          new Case(
              "a row is there twice",
              files -> entries(files, rows -> rows.add(4, rows.get(4))),
              Kind.INSERTED,
              "Row 6 (entry 254"),
          new Case(
              "a row is inserted",
              files ->
                  entries(
                      files,
                      rows -> rows.add(rows.get(39).replace("\"index\":289", "\"index\":290"))),
              Kind.INSERTED,
              "Row 41 (entry 290"),
          new Case(
              "a row is inserted with a proof of another",
              files -> {
                entries(
                    files,
                    rows -> rows.add(rows.get(39).replace("\"index\":289", "\"index\":290")));
                lines(
                    files,
                    "proofs.jsonl",
                    proofs -> proofs.add(proofs.get(39).replace("\"index\":289", "\"index\":290")));
              },
              Kind.CHANGED,
              "Row 41 (entry 290"),
          new Case(
              "two rows change places",
              files -> entries(files, rows -> Collections.swap(rows, 4, 5)),
              Kind.REMOVED,
              "Entry 254 was removed, or moved, before row 5"),
          new Case(
              "two rows change places with their proofs",
              files -> {
                entries(files, rows -> Collections.swap(rows, 4, 5));
                lines(files, "proofs.jsonl", proofs -> Collections.swap(proofs, 4, 5));
              },
              Kind.REMOVED,
              "Entry 254 was removed before row 5"),
          new Case(
              "two rows change their numbers",
              files ->
                  entries(
                      files,
                      rows -> {
                        Collections.swap(rows, 4, 5);
                        rows.set(4, rows.get(4).replace("\"index\":255", "\"index\":254"));
                        rows.set(5, rows.get(5).replace("\"index\":254", "\"index\":255"));
                      }),
              Kind.CHANGED,
              "Row 5 (entry 254"),
          new Case(
              "a row is cut off",
              files -> entries(files, rows -> rows.set(4, rows.get(4).substring(9))),
              Kind.UNREADABLE,
              "Row 5 is no entry"),
          new Case(
              "a proof is changed",
              files ->
                  lines(
                      files,
                      "proofs.jsonl",
                      proofs ->
                          proofs.set(4, proofs.get(5).replace("\"index\":255", "\"index\":254"))),
              Kind.CHANGED,
              "Row 5 (entry 254"),
          new Case(
              "a proof is no proof",
              files -> lines(files, "proofs.jsonl", proofs -> proofs.set(4, "{}")),
              Kind.UNREADABLE,
              "proof of row 5"),
          new Case(
              "the size of the checkpoint is changed",
              files -> replace(files, "checkpoint", "\n300\n", "\n299\n"),
              Kind.NOT_SIGNED,
              "checkpoint"),
          new Case(
              "the root of the checkpoint is changed",
              files -> files.put("checkpoint", otherRoot(file(files, "checkpoint"))),
              Kind.CHANGED,
              "Row 1 (entry 250"),
          new Case(
              "the checkpoint is signed by another key",
              files -> files.put("checkpoint", signedByForger(file(files, "checkpoint"))),
              Kind.NOT_SIGNED,
              "checkpoint"),
          new Case(
              "the checkpoint is removed",
              files -> files.remove("checkpoint"),
              Kind.REMOVED,
              "checkpoint"),
          new Case(
              "the manifest counts other rows",
              files -> replace(files, "manifest", "rows 40", "rows 41"),
              Kind.REMOVED,
              "exported 41 rows"),
          new Case(
              "the manifest says that rows may be missing",
              files -> replace(files, "manifest", "whole true", "whole false"),
              Kind.NOT_SIGNED,
              "manifest"),
          new Case(
              "the manifest is signed by another key",
              files -> files.put("manifest", signedByForger(file(files, "manifest"))),
              Kind.NOT_SIGNED,
              "manifest"),
          new Case(
              "the manifest is removed",
              files -> files.remove("manifest"),
              Kind.REMOVED,
              "manifest"),
          new Case(
              "the table is changed",
              files -> replace(files, "entries.csv", "\"alice254\"", "\"mallory\""),
              Kind.CHANGED,
              "entries.csv was changed: what it says of entry 254"),
          new Case(
              "a line of the table is dropped",
              files -> lines(files, "entries.csv", lines -> lines.remove(5)),
              Kind.CHANGED,
              "entries.csv was changed: what it says of entry 254"),
          new Case(
              "the report is changed",
              files -> replace(files, "report.html", ">alice254<", ">mallory<"),
              Kind.CHANGED,
              "report.html was changed: what it says of entry 254"),
          new Case(
              "the keys are replaced",
              files -> files.put("keys", FORGER.verifier() + "\n"),
              Kind.CHANGED,
              "The file keys"),
          new Case(
              "a file is added",
              files -> files.put("note.txt", "all is well"),
              Kind.INSERTED,
              "note.txt"),
          new Case(
              "a file is removed",
              files -> files.remove("entries.csv"),
              Kind.REMOVED,
              "entries.csv"));

  private static String otherRoot(String note) {
    SignedNote signed = SignedNote.parse(note);
    Checkpoint checkpoint = Checkpoint.parse(signed.text());
    return new SignedNote(
            new Checkpoint(checkpoint.origin(), checkpoint.size(), Hash.OF_NOTHING).text(),
            signed.lines())
        .toString();
  }

  @TestFactory
  Stream<DynamicTest> whatIsDoneToAnExportIsNamed() {
    return AFTER_EXPORT.stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.name(),
                    () -> {
                      Map<String, String> files = new LinkedHashMap<>(honest());
                      each.tamper().accept(files);
                      List<Finding> found = findings(files, null);
                      assertThat(found).isNotEmpty();
                      assertThat(found.get(0).kind()).as(found.toString()).isEqualTo(each.kind());
                      assertThat(found.get(0).message()).contains(each.says());
                    }));
  }

  @Test
  void honestEvidenceHolds() {
    assertThat(findings(honest(), null)).isEmpty();
    assertThat(findings(log.export(row -> row.index() % 7 == 3, false, null), null)).isEmpty();
    assertThat(findings(log.export(row -> false, false, null), null)).isEmpty();
    assertThat(findings(log.export(row -> true, true, null), null)).isEmpty();
  }

  @Test
  void evidenceHoldsWithoutNamesThatWereDeleted() {
    log.rows.replaceAll(row -> new EvidenceRow(row.index(), row.entry(), null, null));
    Map<String, String> files = honest();
    assertThat(files.toString()).doesNotContain("alice", "CHG");
    assertThat(findings(files, null)).isEmpty();
  }

  // What is done to the database or by the server itself, which then signs the export.

  @Test
  void aRowThatWasChangedInTheDatabaseIsNamed() {
    log.rows.set(
        260,
        EvidenceRow.parse(
            log.rows.get(260).line().replace("\"to\":\"ACTIVE\"", "\"to\":\"EXPIRED\"")));
    assertFirst(findings(honest(), null), Kind.CHANGED, "Row 11 (entry 260");
  }

  @Test
  void aNameThatWasChangedInTheDatabaseIsNamed() {
    log.rows.set(260, EvidenceRow.parse(log.rows.get(260).line().replace("alice260", "mallory")));
    assertFirst(findings(honest(), null), Kind.CHANGED, "subject was changed");
  }

  @Test
  void aRowThatWasDeletedInTheDatabaseIsNamed() {
    log.rows.remove(260);
    assertFirst(findings(honest(), null), Kind.REMOVED, "Entry 260 was removed before row 11");
  }

  @Test
  void aRowOfAnOlderDateThatWasQueuedByHandIsNamed() {
    Entry forged = TestLog.entry(1000, "realm", TestLog.START.minus(Duration.ofDays(90)));
    log.append(forged, TestLog.START.plusSeconds(60L * 300));
    List<Finding> found = findings(log.export(row -> row.index() > 290, true, null), null);
    assertFirst(found, Kind.BACK_DATED, "Row 10 (entry 300");
    assertThat(found.get(0).message()).contains("2026-08-03T08:00:00Z");
  }

  @Test
  void aRowThatWasTakenInBeforeAnEarlierOneIsNamed() {
    log.append(TestLog.entry(1000, "realm", TestLog.START), TestLog.START.plusSeconds(1));
    assertFirst(
        findings(log.export(row -> row.index() > 290, true, null), null),
        Kind.BACK_DATED,
        "Row 10 (entry 300");
  }

  @Test
  void aRowOfTheFutureIsNamed() {
    log.append(
        TestLog.entry(1000, "realm", TestLog.START.plus(Duration.ofDays(30))),
        TestLog.START.plusSeconds(60L * 300));
    assertFirst(
        findings(log.export(row -> row.index() > 290, true, null), null),
        Kind.BACK_DATED,
        "Row 10 (entry 300");
  }

  @Test
  void aRowOfAnotherRealmIsNamed() {
    log.append(
        TestLog.entry(1000, "other", TestLog.START.plusSeconds(60L * 300)),
        TestLog.START.plusSeconds(60L * 300 + 2));
    assertFirst(
        findings(log.export(row -> row.index() > 290, true, null), null),
        Kind.INSERTED,
        "of another realm");
  }

  @Test
  void aTileThatWasChangedIsFound() {
    Map<String, String> before = honest();
    String checkpoint = file(before, "checkpoint");
    List<Hash> tile = new ArrayList<>(log.read(0, 1));
    tile.set(4, Hash.OF_NOTHING);
    log.tiles.put(new Tiles.Place(0, 1), tile);
    Map<String, String> after = honest();
    assertFirst(findings(after, null), Kind.CHANGED, "Row 11 (entry 260");
    // With the checkpoint of before, every proof that goes through the tile is wrong.
    after.put("checkpoint", checkpoint);
    assertThat(findings(after, null).get(0).kind()).isEqualTo(Kind.CHANGED);
  }

  private static void assertFirst(List<Finding> found, Kind kind, String says) {
    assertThat(found).isNotEmpty();
    assertThat(found.get(0).kind()).as(found.toString()).isEqualTo(kind);
    assertThat(found.get(0).message()).contains(says);
  }

  // The log itself, against a checkpoint that an auditor kept.

  private String olderCheckpoint() {
    return new TestLog(log.key).grow(100).checkpoint();
  }

  @Test
  void aLogThatHasGrownIsConsistentWithAnOlderCheckpoint() {
    assertThat(findings(honest(), olderCheckpoint())).isEmpty();
    assertThat(findings(honest(), log.checkpoint())).isEmpty();
    assertThat(findings(honest(), new TestLog(log.key).checkpoint())).isEmpty();
  }

  @Test
  void aLogThatWasRewrittenIsFound() {
    TestLog before = new TestLog(log.key);
    before.append(TestLog.entry(9999, "realm", TestLog.START), TestLog.START);
    before.grow(99);
    assertThat(findings(honest(), before.checkpoint()))
        .extracting(Finding::kind)
        .containsExactly(Kind.REWRITTEN);
  }

  @Test
  void aLogThatWasCutOffIsFound() {
    assertThat(findings(honest(), new TestLog(log.key).grow(301).checkpoint()))
        .extracting(Finding::message)
        .containsExactly("The log had 301 entries before, and has 300 now: entries were removed.");
  }

  @Test
  void aLogOfTheSameSizeWithAnotherRootIsFound() {
    TestLog before = new TestLog(log.key).grow(299);
    before.append(TestLog.entry(9999, "realm", TestLog.START), TestLog.START);
    assertThat(findings(honest(), before.checkpoint()))
        .extracting(Finding::kind)
        .containsExactly(Kind.REWRITTEN);
  }

  @Test
  void aChangedProofOfGrowthIsFound() {
    Map<String, String> files = new LinkedHashMap<>(honest());
    replace(files, "consistency.json", "\"proof\":[\"", "\"proof\":[\"A");
    assertThat(findings(files, olderCheckpoint()))
        .extracting(Finding::kind)
        .containsExactly(Kind.REWRITTEN, Kind.CHANGED);
  }

  @Test
  void anOlderCheckpointOfAnotherKeyProvesNothing() {
    assertThat(findings(honest(), signedByForger(olderCheckpoint())))
        .extracting(Finding::kind)
        .containsExactly(Kind.NOT_SIGNED);
  }

  // The command.

  private int run(StringBuilder said, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = Main.run(List.of(args), print, print);
    said.append(out.toString(StandardCharsets.UTF_8));
    return code;
  }

  @Test
  void theCommandSaysWhetherItHolds() throws IOException {
    Path good = folder.resolve("good.zip");
    TestLog.zip(honest(), good);
    Map<String, String> files = new LinkedHashMap<>(honest());
    entries(files, rows -> rows.remove(4));
    Path bad = folder.resolve("bad.zip");
    TestLog.zip(files, bad);
    Path older = Files.writeString(folder.resolve("older"), olderCheckpoint());
    Path key = Files.writeString(folder.resolve("key"), log.key.verifier() + "\n");
    String vkey = log.key.verifier().toString();

    StringBuilder said = new StringBuilder();
    assertThat(run(said, "--key", vkey, "--older", older.toString(), good.toString())).isZero();
    assertThat(said).contains("Rows      40", "The evidence holds.");
    assertThat(run(said, "--key", key.toString(), bad.toString())).isEqualTo(1);
    assertThat(said).contains("REMOVED: Entry 254", "The evidence does not hold.");
    assertThat(run(said, "--key", FORGER.verifier().toString(), good.toString())).isEqualTo(1);
    assertThat(said).contains("NOT_SIGNED");
  }

  @Test
  void theCommandSaysWhenItCannotTell() throws IOException {
    Path good = folder.resolve("good.zip");
    TestLog.zip(log.export(row -> true, true, null), good);
    Path older = Files.writeString(folder.resolve("older"), olderCheckpoint());
    Path noZip = Files.writeString(folder.resolve("no.zip"), "x");
    String vkey = log.key.verifier().toString();
    StringBuilder said = new StringBuilder();
    assertThat(run(said)).isEqualTo(2);
    assertThat(run(said, good.toString())).isEqualTo(2);
    assertThat(run(said, "--key", "x+y", good.toString())).isEqualTo(2);
    assertThat(run(said, "--key", vkey, noZip.toString())).isEqualTo(2);
    assertThat(run(said, "--what", good.toString())).isEqualTo(2);
    assertThat(run(said, "--key", vkey, "--late", "soon", good.toString())).isEqualTo(2);
    assertThat(run(said, "--key", vkey, "--older", older.toString(), good.toString())).isEqualTo(2);
    assertThat(said).contains("consistentWith=100");
  }
}
