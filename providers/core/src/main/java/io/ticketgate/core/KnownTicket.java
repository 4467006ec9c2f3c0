package io.ticketgate.core;

import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Ticket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A ticket with what the gate remembers of it.
 *
 * <p>An approval is given to what the ticket said at the time. The gate therefore remembers which
 * approval records it saw beside other content, or before the ticket closed; these are
 * <em>void</em> for ever, and a changed or re-opened ticket needs new ones. Comparing records
 * instead of clocks keeps the ITSM's time out of it.
 *
 * @param voided approval records that no longer count
 */
public record KnownTicket(Ticket ticket, Set<Approval> voided) {

  public KnownTicket {
    voided = Set.copyOf(voided);
  }

  static KnownTicket first(Ticket ticket) {
    return new KnownTicket(ticket, ticket.open() ? Set.of() : approved(ticket));
  }

  /** This ticket after a newer record of it came in. */
  static KnownTicket next(@Nullable KnownTicket known, Ticket newer) {
    if (known == null) {
      return first(newer);
    }
    Set<Approval> voided = new HashSet<>(known.voided);
    if (!known.digest().equals(ApprovedFields.digest(newer))) {
      voided.addAll(approved(known.ticket));
    }
    if (!newer.open()) {
      voided.addAll(approved(newer));
    }
    return new KnownTicket(newer, voided);
  }

  // A rejection is never void: what was once refused needs the same approver's new word.
  private static Set<Approval> approved(Ticket ticket) {
    return ticket.approvals().stream()
        .filter(approval -> approval.decision() == Approval.Decision.APPROVED)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Digest of the approved fields. */
  public String digest() {
    return ApprovedFields.digest(ticket);
  }

  /** The approval records that count. */
  List<Approval> approvals() {
    return ticket.approvals().stream().filter(approval -> !voided.contains(approval)).toList();
  }

  boolean hasVoidApprovals() {
    return ticket.approvals().stream().anyMatch(voided::contains);
  }
}
