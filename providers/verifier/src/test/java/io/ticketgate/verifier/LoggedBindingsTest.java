package io.ticketgate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.ledger.Entry;
import io.ticketgate.core.ledger.export.ListedBinding;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the table says is compared with the log; and the log says who held what, when and why. */
class LoggedBindingsTest {

  private static final Instant GRANTED = TestLog.START.plusSeconds(3600);
  private static final Instant END = GRANTED.plus(Duration.ofHours(8));

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private final TestLog log = new TestLog();
  private int zips;

  @BeforeEach
  void threeBindings() {
    step("b-1", "alice", null, "ACTIVE", GRANTED, null);
    step("b-2", "amy", null, "AUTHORIZED", GRANTED.plusSeconds(1), null);
    step("b-3", "anna", null, "ACTIVE", GRANTED.plusSeconds(2), null);
    step("b-1", "alice", "ACTIVE", "REVOKED", GRANTED.plusSeconds(1800), "ticket_closed");
  }

  private void step(
      String binding,
      String who,
      @Nullable String from,
      String to,
      Instant at,
      @Nullable String cause) {
    Map<String, Object> open = new TreeMap<>();
    open.put("binding", binding);
    open.put("to", to);
    open.put("notBefore", GRANTED.toString());
    open.put("expiresAt", END.toString());
    if (from != null) {
      open.put("from", from);
    }
    if (cause != null) {
      open.put("cause", cause);
    }
    log.append(
        new Entry(
            "e-" + log.rows.size(),
            "realm",
            "binding." + to,
            at,
            at,
            open,
            Map.of(
                "subject", Map.of("id", "u-" + who, "kind", "user", "name", who),
                "entitlement", Map.of("id", "r-1", "name", "db-admin"),
                "ticket", "snow:CHG-" + binding,
                "approvers", List.of(Map.of("id", "u-bob", "name", "bob")),
                "justification", "rotate keys"),
            Entry.salt(new byte[32])),
        at.plusSeconds(1));
  }

  private static ListedBinding row(String binding, String who, String status) {
    return new ListedBinding(
        binding,
        status,
        "snow:CHG-" + binding,
        "u-" + who,
        "r-1",
        GRANTED.plusSeconds(5).toEpochMilli(),
        END.toEpochMilli(),
        false);
  }

  private static List<ListedBinding> table() {
    return new ArrayList<>(
        List.of(
            row("b-1", "alice", "REVOKED"),
            row("b-2", "amy", "AUTHORIZED"),
            row("b-3", "anna", "ACTIVE")));
  }

  private record Ran(int code, String said) {}

  private Ran run(Path zip, String... more) {
    List<String> args = new ArrayList<>(List.of("--key", log.key.verifier().toString()));
    args.addAll(List.of(more));
    args.add(zip.toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = Main.run(args, print, print);
    return new Ran(code, out.toString(StandardCharsets.UTF_8));
  }

  private Path zip(Map<String, String> files) {
    Path zip = folder.resolve("evidence-" + ++zips + ".zip");
    TestLog.zip(files, zip);
    return zip;
  }

  private Ran compared(List<ListedBinding> table) {
    return run(zip(log.export(row -> true, true, null, table)));
  }

  private Ran withRow(int index, UnaryOperator<ListedBinding> change) {
    List<ListedBinding> table = table();
    table.set(index, change.apply(table.get(index)));
    return compared(table);
  }

  @Test
  void anHonestTableSaysWhatTheLogSays() {
    Ran ran = compared(table());

    assertThat(ran.said())
        .contains("Bindings  3 compared with the log, 0 left out", "The table says what the log");
    assertThat(ran.code()).isZero();
  }

  @Test
  void aRowThatWasChangedPastTheGateIsNamed() {
    Ran ran = withRow(0, row -> row("b-1", "alice", "ACTIVE"));
    assertThat(ran.said())
        .contains(
            "The evidence holds.",
            "DIFFERS: Binding b-1: the status is ACTIVE in the table, and REVOKED in the log.",
            "The table does not say what the log says.");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(withRow(2, row -> row("b-3", "mallory", "ACTIVE")).said())
        .contains("Binding b-3: the subject is u-mallory in the table, and u-anna in the log.");
    assertThat(
            withRow(
                    2,
                    row ->
                        new ListedBinding(
                            row.id(),
                            row.status(),
                            "snow:CHG-9",
                            row.subjectId(),
                            "r-2",
                            row.createdAt(),
                            row.expiresAt() + 1000,
                            false))
                .said())
        .contains(
            "the ticket is snow:CHG-9", "the entitlement is r-2", "the end is", END.toString());
  }

  @Test
  void aRowThatWasAddedOrRemovedIsNamed() {
    List<ListedBinding> more = table();
    more.add(row("b-9", "mallory", "ACTIVE"));
    assertThat(compared(more).said())
        .contains(
            "DIFFERS: Binding b-9 is in the table (ACTIVE, ticket snow:CHG-b-9), and the log");
    List<ListedBinding> fewer = table();
    fewer.remove(1);
    Ran ran = compared(fewer);
    assertThat(ran.said())
        .contains("DIFFERS: Binding b-2 is in the log, and the table does not have it.");
    assertThat(ran.code()).isEqualTo(1);
    List<ListedBinding> twice = table();
    twice.add(row("b-2", "amy", "AUTHORIZED"));
    assertThat(compared(twice).said()).contains("Binding b-2 is there twice");
  }

  @Test
  void whatTheLogCouldNotHaveIsSaidAndIsNoFinding() {
    List<ListedBinding> table = table();
    table.set(2, new ListedBinding("b-3", "REVOKED", "snow:CHG-b-3", "u-anna", "r-1", 1, 2, true));
    table.add(new ListedBinding("b-0", "EXPIRED", "snow:CHG-0", "u-old", "r-1", 1, 2, false));
    Ran ran = compared(table);

    assertThat(ran.said())
        .contains("3 compared with the log, 1 left out", "1 are older than the log", "b-0");
    assertThat(ran.code()).isZero();
  }

  @Test
  void whatGivesAccessAndIsLeftOutIsNoProof() {
    List<ListedBinding> old = table();
    old.add(new ListedBinding("b-0", "ACTIVE", "snow:CHG-0", "u-old", "r-1", 1, 2, false));
    Ran older = compared(old);
    assertThat(older.said()).contains("Nobody can tell of 1 that give access", "b-0");
    assertThat(older.code()).isEqualTo(2);

    List<ListedBinding> fresh = table();
    fresh.add(pending(row("b-9", "mallory", "ACTIVE")));
    Ran ran = compared(fresh);
    assertThat(ran.said()).contains("Nobody can tell of 1 that give access", "b-9");
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void aStepOnItsWayHidesNothingThatNoStepChanges() {
    assertThat(withRow(2, row -> pending(row("b-3", "mallory", "ACTIVE"))).said())
        .contains("DIFFERS: Binding b-3: the subject is u-mallory in the table");
    Ran revived = withRow(0, row -> pending(row("b-1", "alice", "ACTIVE")));
    assertThat(revived.said())
        .contains("the status is ACTIVE in the table, and REVOKED in the log.");
    assertThat(revived.code()).isEqualTo(1);
  }

  private static ListedBinding pending(ListedBinding row) {
    return new ListedBinding(
        row.id(),
        row.status(),
        row.ticket(),
        row.subjectId(),
        row.entitlementId(),
        row.createdAt(),
        row.expiresAt(),
        true);
  }

  @Test
  void aPartOfTheLogIsComparedWithNothing() {
    Ran ran = run(zip(log.export(row -> row.index() > 0, true, null, table())));

    assertThat(ran.said()).contains("cannot be compared", "whole log");
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void thePartsOfALargeExportAreComparedTogether() {
    Path first = zip(log.export(row -> row.index() < 2, true, null));
    Path second = zip(log.export(row -> row.index() >= 2, true, null, table()));

    Ran ran = run(second, first.toString());
    assertThat(ran.said()).contains("The table says what the log says.");
    assertThat(ran.code()).isZero();
    assertThat(run(first, second.toString()).code()).as("in another order").isEqualTo(2);
    assertThat(run(first, second.toString()).said()).doesNotContain("The table says");
  }

  @Test
  void aListThatSomebodyChangedAfterTheExportIsFoundByItsDigest() {
    Map<String, String> files = new LinkedHashMap<>(log.export(row -> true, true, null, table()));
    files.computeIfPresent("bindings.jsonl", (name, text) -> text.replace("u-anna", "u-other"));
    Ran ran = run(zip(files));

    assertThat(ran.said()).contains("CHANGED: The file bindings.jsonl was changed");
    assertThat(ran.code()).isEqualTo(1);
  }

  private String who(String entitlement, Instant at) {
    return run(
            zip(log.export(row -> true, true, null)), "--who", entitlement, "--at", at.toString())
        .said();
  }

  @Test
  void saysWhoCouldUseItAtATimeAndWhy() {
    assertThat(who("role:db-admin", GRANTED.plusSeconds(60)))
        .contains(
            "alice\n  ticket       snow:CHG-b-1\n  reason       rotate keys\n",
            "  approved by  bob\n",
            "  until        " + GRANTED.plusSeconds(1800) + " (REVOKED, ticket_closed)",
            "anna",
            "  until        " + END + " at the latest")
        .doesNotContain("amy");
    assertThat(who("db-admin", GRANTED.plusSeconds(1800))).contains("anna").doesNotContain("alice");
    assertThat(who("db-admin", GRANTED.minusSeconds(1))).contains("Nobody");
    assertThat(who("db-admin", END)).contains("Nobody");
    assertThat(who("role:other", GRANTED.plusSeconds(60))).contains("Nobody");
  }

  @Test
  void evidenceThatDoesNotHoldAnswersNothing() {
    Map<String, String> files = new LinkedHashMap<>(log.export(row -> true, true, null));
    files.computeIfPresent("entries.jsonl", (name, text) -> text.replace("alice", "mallory"));
    Ran ran = run(zip(files), "--who", "db-admin", "--at", GRANTED.plusSeconds(60).toString());

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.said()).doesNotContain("ticket       ");
  }

  @Test
  void aQuestionHasATime() {
    Path zip = zip(log.export(row -> true, true, null));
    assertThat(run(zip, "--who", "db-admin").code()).isEqualTo(2);
    assertThat(run(zip, "--at", GRANTED.toString()).code()).isEqualTo(2);
    assertThat(run(zip, "--who", "db-admin", "--at", "noon").code()).isEqualTo(2);
  }
}
