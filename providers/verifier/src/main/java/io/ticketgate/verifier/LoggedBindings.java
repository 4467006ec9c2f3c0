package io.ticketgate.verifier;

import io.ticketgate.core.ledger.export.EvidenceRow;
import io.ticketgate.core.ledger.export.EvidenceWriter;
import io.ticketgate.core.ledger.export.ListedBinding;
import io.ticketgate.verifier.Finding.Kind;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of each binding last, to be compared with what the table of the server says:
 * whoever changes a row past the gate does not change the log.
 */
final class LoggedBindings implements Consumer<EvidenceRow> {

  /** Null where the names were deleted. */
  private record Last(
      String status,
      @Nullable Instant expiresAt,
      @Nullable String ticket,
      @Nullable String subjectId,
      @Nullable String entitlementId) {}

  /** What a binding is in the log and in the table when it is over for ever. */
  private static final Set<String> OVER = Set.of("REVOKED", "EXPIRED");

  private final Map<String, Last> last = new HashMap<>();
  private final List<String> olderThanTheLog = new ArrayList<>();
  private final List<String> undecided = new ArrayList<>();
  private @Nullable Instant begun;
  private long next;
  private long pending;
  private long compared;

  /** Takes the next row; rows of several files follow each other. */
  @Override
  public void accept(EvidenceRow row) {
    if (row.index() != next) {
      next = Long.MIN_VALUE; // some are missing, so nothing can be said of the whole
      return;
    }
    next++;
    if (begun == null) {
      begun = instant(row.logged());
    }
    String binding = row.open("binding");
    if (!binding.isEmpty()) {
      last.put(
          binding,
          new Last(
              row.open("to"),
              instant(row.open("expiresAt")),
              row.names() == null ? null : row.name("ticket"),
              id(row, "subject"),
              id(row, "entitlement")));
    }
  }

  /** Whether every row from the first to that size has come. */
  boolean whole(long size) {
    return next == size;
  }

  /** Bindings of before there was a log, of which it says nothing. */
  List<String> olderThanTheLog() {
    return List.copyOf(olderThanTheLog);
  }

  /**
   * Those that give access and of which the log cannot say whether that is right: nobody may take
   * their absence from it for a proof.
   */
  List<String> undecided() {
    return List.copyOf(undecided);
  }

  /** How many were compared. */
  long compared() {
    return compared;
  }

  /** How many have steps that the log did not have yet. */
  long pending() {
    return pending;
  }

  /**
   * Compares. To be called once, when all rows have come.
   *
   * @throws IllegalArgumentException when a line cannot be read
   */
  List<Finding> differences(Evidence evidence) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Set<String> listed = new HashSet<>();
    try (Evidence.Lines lines = evidence.lines(EvidenceWriter.BINDINGS)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        ListedBinding binding = ListedBinding.parse(line);
        if (!listed.add(binding.id())) {
          findings.add(new Finding(Kind.DIFFERS, "Binding " + binding.id() + " is there twice."));
        }
        compare(binding, findings);
      }
    }
    last.keySet().stream()
        .filter(id -> !listed.contains(id))
        .sorted()
        .forEach(
            id ->
                findings.add(
                    new Finding(
                        Kind.DIFFERS,
                        "Binding " + id + " is in the log, and the table does not have it.")));
    return findings;
  }

  private void compare(ListedBinding binding, List<Finding> findings) {
    Last logged = last.get(binding.id());
    if (logged != null) {
      // What never changes; a step that is on its way changes nothing of it.
      differs(binding, "ticket", binding.ticket(), logged.ticket(), findings);
      differs(binding, "subject", binding.subjectId(), logged.subjectId(), findings);
      differs(binding, "entitlement", binding.entitlementId(), logged.entitlementId(), findings);
    }
    boolean over = logged != null && !live(logged.status()); // nothing comes after that
    if (binding.pending() && !over) {
      pending++;
      leaveOut(binding);
      return;
    }
    compared++;
    if (logged == null) {
      missing(binding, findings);
      return;
    }
    differs(binding, "status", binding.status(), logged.status(), findings);
    if (logged.expiresAt() != null && logged.expiresAt().toEpochMilli() != binding.expiresAt()) {
      differs(
          binding,
          "end",
          Instant.ofEpochMilli(binding.expiresAt()).toString(),
          logged.expiresAt().toString(),
          findings);
    }
  }

  private void missing(ListedBinding binding, List<Finding> findings) {
    if (begun != null && binding.createdAt() < begun.toEpochMilli()) {
      olderThanTheLog.add(binding.id());
      leaveOut(binding);
      return;
    }
    findings.add(
        new Finding(
            Kind.DIFFERS,
            "Binding "
                + binding.id()
                + " is in the table ("
                + binding.status()
                + ", ticket "
                + binding.ticket()
                + "), and the log does not have it."));
  }

  private void leaveOut(ListedBinding binding) {
    if (live(binding.status())) {
      undecided.add(binding.id());
    }
  }

  /** Whether such a binding gives access, or may do so again. */
  private static boolean live(String status) {
    return !OVER.contains(status);
  }

  private static void differs(
      ListedBinding binding,
      String what,
      String table,
      @Nullable String log,
      List<Finding> findings) {
    if (log != null && !log.equals(table)) {
      findings.add(
          new Finding(
              Kind.DIFFERS,
              "Binding "
                  + binding.id()
                  + ": the "
                  + what
                  + " is "
                  + table
                  + " in the table, and "
                  + log
                  + " in the log."));
    }
  }

  private static @Nullable String id(EvidenceRow row, String field) {
    return row.names() != null && row.names().get(field) instanceof Map<?, ?> named
        ? String.valueOf(named.get("id"))
        : null;
  }

  private static @Nullable Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException none) {
      return null;
    }
  }
}
