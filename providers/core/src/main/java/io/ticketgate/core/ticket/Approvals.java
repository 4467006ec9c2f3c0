package io.ticketgate.core.ticket;

import io.ticketgate.spi.Approval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The approval records of a ticket, reduced to the last word of each approver.
 *
 * <p>Of the records by one approver the latest counts; where the times do not tell, because one has
 * none or two have the same, the one that approves less. The order of the records does not matter:
 * an ITSM may answer in any.
 */
public final class Approvals {

  private final List<Approval> lastWords;

  /** The records of a ticket that count; one person under two names is one approver. */
  public static Approvals of(KnownTicket known) {
    return of(known, known.approvals());
  }

  /** The same, without those from before somebody had the name of the beneficiary. */
  public static Approvals ofSomebody(KnownTicket known) {
    return of(known, known.approvalsOfSomebody());
  }

  private static Approvals of(KnownTicket known, List<Approval> records) {
    return new Approvals(
        records, name -> known.identities().personId(name).orElse(name.toLowerCase(Locale.ROOT)));
  }

  Approvals(Collection<Approval> records, UnaryOperator<String> who) {
    Map<String, List<Approval>> byApprover = new LinkedHashMap<>();
    for (Approval record : records) {
      byApprover
          .computeIfAbsent(who.apply(record.approver()), name -> new ArrayList<>())
          .add(record);
    }
    lastWords = byApprover.values().stream().map(Approvals::lastWord).toList();
  }

  private static Approval lastWord(List<Approval> ofOne) {
    Instant latest =
        ofOne.stream()
            .map(Approval::at)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    return ofOne.stream()
        .filter(record -> record.at() == null || latest.equals(record.at()))
        .min(Comparator.comparingInt(record -> strength(record.decision())))
        .orElseThrow();
  }

  private static int strength(Approval.Decision decision) {
    return switch (decision) {
      case REJECTED -> 0;
      case PENDING -> 1;
      case NOT_REQUIRED -> 2;
      case APPROVED -> 3;
    };
  }

  /** When the last word of that approver was given; empty where the ITSM does not say. */
  public Optional<Instant> at(String approver) {
    return lastWords.stream()
        .filter(record -> record.approver().equals(approver))
        .map(Approval::at)
        .filter(Objects::nonNull)
        .findFirst();
  }

  public List<String> withDecision(Approval.Decision decision) {
    return lastWords.stream()
        .filter(record -> record.decision() == decision)
        .map(Approval::approver)
        .toList();
  }
}
