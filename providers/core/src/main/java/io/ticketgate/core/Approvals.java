package io.ticketgate.core;

import io.ticketgate.spi.Approval;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The approval records of a ticket, reduced to the last word of each approver.
 *
 * <p>Of two records by one approver the later counts; where the times do not tell, the one that
 * approves less.
 */
final class Approvals {

  private final Map<String, Approval> lastWord = new LinkedHashMap<>();

  Approvals(Collection<Approval> records) {
    for (Approval record : records) {
      lastWord.merge(record.approver().toLowerCase(Locale.ROOT), record, Approvals::later);
    }
  }

  private static Approval later(Approval a, Approval b) {
    Instant atA = a.at();
    Instant atB = b.at();
    if (atA != null && atB != null && !atA.equals(atB)) {
      return atA.isAfter(atB) ? a : b;
    }
    return a.decision() == Approval.Decision.APPROVED ? b : a;
  }

  List<String> withDecision(Approval.Decision decision) {
    return lastWord.values().stream()
        .filter(record -> record.decision() == decision)
        .map(Approval::approver)
        .toList();
  }
}
