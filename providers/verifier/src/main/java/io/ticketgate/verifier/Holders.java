package io.ticketgate.verifier;

import io.ticketgate.core.ledger.export.EvidenceRow;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who could use an entitlement at a time, and why, as far as the rows of the evidence say. */
final class Holders implements Consumer<EvidenceRow> {

  private static final String ROLE = "role:";

  private final String entitlement;
  private final Instant at;
  private final Map<String, Span> spans = new LinkedHashMap<>();

  /**
   * @param entitlement as a ticket writes it, for example {@code role:db-admin}; a role also
   *     without {@code role:}
   */
  Holders(String entitlement, Instant at) {
    this.entitlement =
        entitlement.startsWith(ROLE) ? entitlement.substring(ROLE.length()) : entitlement;
    this.at = at;
  }

  /** What is known of a binding: the step before the time, and the one after it. */
  private record Span(@Nullable EvidenceRow before, @Nullable EvidenceRow after) {}

  @Override
  public void accept(EvidenceRow row) {
    if (row.open("binding").isEmpty() || !row.name("entitlement").equals(entitlement)) {
      return;
    }
    Span span = spans.getOrDefault(row.open("binding"), new Span(null, null));
    if (!time(row, "at").isAfter(at)) {
      span = new Span(later(span.before(), row), span.after());
    } else if (row.open("to").equals("ACTIVE")) {
      return; // it goes on
    } else if (span.after() == null || time(row, "at").isBefore(time(span.after(), "at"))) {
      span = new Span(span.before(), row);
    }
    spans.put(row.open("binding"), span);
  }

  /** The log has them in the order in which it took them in. */
  private static EvidenceRow later(@Nullable EvidenceRow one, EvidenceRow other) {
    return one != null && time(one, "at").isAfter(time(other, "at")) ? one : other;
  }

  /** A paragraph for each holder; empty where nobody was one. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    spans.forEach(
        (binding, span) -> {
          EvidenceRow row = span.before();
          if (row != null && held(row)) {
            lines.add(row.name("subject"));
            line(lines, "ticket", row.name("ticket"));
            line(lines, "reason", row.name("justification"));
            line(lines, "requested by", row.name("requestedBy"));
            line(lines, "approved by", row.name("approvers"));
            line(lines, "granted by", row.name("grantedBy"));
            line(lines, "rule", row.name("rules"));
            line(lines, "since", row.open("at"));
            line(lines, "until", until(row, span.after()));
            line(lines, "binding", binding + ", entry " + row.index() + " of the log");
          }
        });
    return lines;
  }

  private boolean held(EvidenceRow row) {
    return row.open("to").equals("ACTIVE")
        && !at.isBefore(time(row, "notBefore"))
        && at.isBefore(end(row));
  }

  private static String until(EvidenceRow row, @Nullable EvidenceRow after) {
    if (after == null) {
      return end(row) + " at the latest";
    }
    String cause = after.open("cause");
    return after.open("at") + " (" + after.open("to") + (cause.isEmpty() ? "" : ", " + cause) + ")";
  }

  /** One without a planned end, or with a review before it, is good until that is due. */
  private static Instant end(EvidenceRow row) {
    Instant expires = time(row, "expiresAt");
    Instant due = time(row, "reviewDueAt");
    if (due.equals(Instant.MIN)) {
      return expires;
    }
    return expires.equals(Instant.MIN) || due.isBefore(expires) ? due : expires;
  }

  private static void line(List<String> lines, String what, String value) {
    if (!value.isEmpty()) {
      lines.add(String.format("  %-12s %s", what, value));
    }
  }

  private static Instant time(EvidenceRow row, String field) {
    try {
      return Instant.parse(row.open(field));
    } catch (DateTimeException none) {
      return Instant.MIN;
    }
  }
}
