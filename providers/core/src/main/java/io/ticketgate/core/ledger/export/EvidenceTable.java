package io.ticketgate.core.ledger.export;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rows as CSV, RFC 4180, for a spreadsheet: {@code entries.csv}. */
public final class EvidenceTable {

  /** A column: its heading, and what it says of a row. */
  record Column(String heading, Function<EvidenceRow, String> value) {

    static Column open(String field) {
      return new Column(field, row -> row.open(field));
    }

    static Column name(String field) {
      return new Column(field, row -> row.name(field));
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("index", row -> String.valueOf(row.index())),
          Column.open("at"),
          Column.open("type"),
          Column.name("ticket"),
          Column.name("subject"),
          Column.name("entitlement"),
          Column.open("from"),
          Column.open("to"),
          Column.open("cause"),
          Column.name("rules"),
          Column.name("requestedBy"),
          Column.name("approvers"),
          Column.name("grantedBy"),
          Column.name("actor"),
          Column.name("owner"),
          Column.name("justification"),
          Column.name("detail"),
          Column.open("notBefore"),
          Column.open("expiresAt"),
          Column.open("reviewDueAt"),
          Column.open("outcome"),
          Column.name("riskAnalysis"),
          Column.name("ticketVersion"),
          Column.name("ticketDigest"),
          Column.open("ruleDigest"),
          Column.name("name"),
          Column.name("settings"),
          Column.open("binding"),
          Column.open("component"),
          Column.open("recorded"),
          new Column("logged", EvidenceRow::logged),
          Column.open("ephemeral"),
          Column.open("id"));

  private static final String BREAK = "\r\n";

  private EvidenceTable() {}

  /** The first line, with its break. */
  public static String head() {
    return COLUMNS.stream().map(Column::heading).collect(Collectors.joining(",")) + BREAK;
  }

  /** The line of a row, with its break. */
  public static String line(EvidenceRow row) {
    return COLUMNS.stream()
            .map(column -> cell(column.value().apply(row)))
            .collect(Collectors.joining(","))
        + BREAK;
  }

  /**
   * Quoted always. What a spreadsheet would take for a formula gets an apostrophe in front: a
   * justification is written by whoever asks.
   */
  static String cell(String value) {
    boolean formula = !value.isEmpty() && "=+-@\t\r\n|%".indexOf(value.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + value.replace("\"", "\"\"") + '"';
  }
}
