package io.ticketgate.core.ledger.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.ledger.Checkpoint;
import io.ticketgate.core.ledger.Entry;
import io.ticketgate.core.ledger.Hash;
import io.ticketgate.core.ledger.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table and the report, which show what anybody may have written into a ticket. */
class EvidenceTableTest {

  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

  private static EvidenceRow row(Map<String, Object> names) {
    Entry entry =
        new Entry(
            "entry-1",
            "realm-1",
            "binding.activated",
            NOW,
            NOW,
            Map.of("binding", "binding-1"),
            names,
            Entry.salt(new byte[32]));
    return EvidenceRow.of(
        7, Entry.logged(entry.record(), NOW), entry.salt(), Json.canonical(entry.names()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|calc", "%0"})
  void aSpreadsheetTakesNothingForAFormula(String value) {
    assertThat(EvidenceTable.cell(value)).startsWith("\"'").endsWith("\"");
  }

  @Test
  void quotesWhateverThereIs() {
    assertThat(EvidenceTable.cell("a \"b\", c\nd")).isEqualTo("\"a \"\"b\"\", c\nd\"");
    assertThat(EvidenceTable.cell("")).isEqualTo("\"\"");
  }

  @Test
  void aLineHasACellForEachHeading() {
    EvidenceRow row =
        row(
            Map.of(
                "subject",
                Map.of("id", "user-1", "kind", "user", "name", "alice"),
                "approvers",
                List.of(Map.of("id", "u2", "name", "bob"), Map.of("id", "u3", "name", "carol")),
                "justification",
                "=HYPERLINK(\"http://example.org\")"));
    int headings = EvidenceTable.head().split(",", -1).length;
    String line = EvidenceTable.line(row);
    assertThat(line.replaceAll("\"([^\"]|\"\")*\"", "x").strip().split(",", -1)).hasSize(headings);
    assertThat(line)
        .startsWith("\"7\",\"2026-11-30T08:00:00Z\",\"binding.activated\"")
        .contains("\"alice\"", "\"bob, carol\"", "\"'=HYPERLINK(\"\"http://example.org\"\")\"")
        .endsWith("\"entry-1\"\r\n");
  }

  @Test
  void theReportEscapesWhateverThereIs() {
    EvidenceRow row =
        row(
            Map.of(
                "justification", "<script>alert('x')</script> & \"quoted\" \u202Ereversed\u0007"));
    assertThat(EvidenceReport.line(row))
        .contains(
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted&quot; \uFFFDreversed")
        .doesNotContain("<script", "\u202E", "\u0007");
    Manifest manifest =
        new Manifest("log", "user=<b>x</b>", NOW.toString(), false, false, 1, Map.of());
    String head = EvidenceReport.head(manifest, new Checkpoint("log", 8, Hash.OF_NOTHING));
    assertThat(head)
        .contains("user=&lt;b&gt;x&lt;/b&gt;", "default-src 'none'", "@media print", "the first")
        .contains("color-scheme: light dark")
        .doesNotContain("<script", "http://", "https://", "src=", "<link");
  }

  @Test
  void saysWhatWasDeleted() {
    EvidenceRow row = row(Map.of("ticket", "snow:CHG1"));
    EvidenceRow without = new EvidenceRow(row.index(), row.entry(), null, null);
    assertThat(row.name("ticket")).isEqualTo("snow:CHG1");
    assertThat(without.name("ticket")).isEqualTo("(deleted)");
    assertThat(without.name("owner")).isEmpty();
    assertThat(without.leaf()).isEqualTo(row.leaf());
    assertThat(without.changedName()).isEmpty();
  }

  @Test
  void aRowIsReadBackAsItWasWritten() {
    EvidenceRow row = row(Map.of("ticket", "snow:CHG1"));
    assertThat(EvidenceRow.parse(row.line()).line()).isEqualTo(row.line());
    assertThat(EvidenceRow.parse(row.line()).changedName()).isEmpty();
    assertThat(EvidenceRow.parse(row.line().replace("CHG1", "CHG2")).changedName())
        .contains("ticket");
  }

  @Test
  void aManifestIsReadBackAsItWasWritten() {
    Manifest manifest =
        new Manifest(
            "log", "from= to=", NOW.toString(), true, true, 7, Map.of("b c", "00ff", "a", "11"));
    assertThat(Manifest.parse(manifest.text())).isEqualTo(manifest);
  }
}
