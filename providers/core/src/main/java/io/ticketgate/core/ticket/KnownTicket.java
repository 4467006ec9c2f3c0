package io.ticketgate.core.ticket;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
 * @param identities whom and what its names meant when they came in
 */
public record KnownTicket(Ticket ticket, Set<Approval> voided, Identities identities) {

  public KnownTicket {
    voided = Set.copyOf(voided);
  }

  static KnownTicket first(Ticket ticket, Identities now) {
    return new KnownTicket(ticket, ticket.open() ? Set.of() : approved(ticket), now);
  }

  /**
   * This ticket after a newer record of it came in.
   *
   * @param now what the names of that record mean
   */
  public static KnownTicket next(@Nullable KnownTicket known, Ticket newer, Identities now) {
    if (known == null) {
      return first(newer, now);
    }
    Set<Approval> voided = new HashSet<>(known.voided);
    Set<Approval> before = approved(known.ticket);
    Set<Approval> nameless =
        before.stream()
            .filter(old -> known.identities.voids(old, known.ticket, now))
            .collect(Collectors.toSet());
    Identities meant = known.identities.next(now, before, !nameless.isEmpty());
    voided.addAll(nameless);
    if (!newer.open() || known.identities.contradicts(now)) {
      voided.addAll(approved(newer));
    }
    if (newer.open() && known.digest().equals(ApprovedFields.digest(newer))) {
      // What was withdrawn is void too: else it could come back beside other content unnoticed.
      before.stream()
          .filter(old -> approved(newer).stream().noneMatch(kept -> isSame(old, kept, meant)))
          .forEach(voided::add);
    } else {
      voided.addAll(before);
    }
    return new KnownTicket(newer, voided, meant);
  }

  // A rejection is never void: what was once refused needs the same approver's new word.
  private static Set<Approval> approved(Ticket ticket) {
    return ticket.approvals().stream()
        .filter(approval -> approval.decision() == Approval.Decision.APPROVED)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns whether it is for what exists and not for one subject. No new grant can rest on such a
   * ticket.
   */
  public boolean isBaseline() {
    String requestedFor = ticket.requestedFor();
    return requestedFor == null || requestedFor.isBlank();
  }

  /** Digest of the approved fields. */
  public String digest() {
    return ApprovedFields.digest(ticket);
  }

  /** The approval records that count. */
  public List<Approval> approvals() {
    return ticket.approvals().stream().filter(approval -> !isVoid(approval)).toList();
  }

  /**
   * The approval records that count where a ticket has to be approved for somebody who was there.
   */
  List<Approval> approvalsOfSomebody() {
    return approvals().stream().filter(approval -> !isEarly(approval)).toList();
  }

  /** Returns whether the ticket asks for it, by what its names meant when they came in. */
  public boolean asksFor(Entitlement wanted) {
    return ticket.entitlements().stream()
        .anyMatch(name -> identities.entitlementId(name).filter(wanted.id()::equals).isPresent());
  }

  /**
   * Returns whether what it asks for still has a name by which it asks: the approvers saw that name
   * and not the role.
   *
   * @param ids finds the id of what has a name now
   */
  public boolean asksByName(Entitlement wanted, Function<EntitlementName, Optional<String>> ids) {
    return ticket.entitlements().stream()
        .filter(name -> identities.entitlementId(name).filter(wanted.id()::equals).isPresent())
        .anyMatch(name -> ids.apply(name).filter(wanted.id()::equals).isPresent());
  }

  /**
   * This ticket once the gate has let somebody count as its beneficiary whom it did not mean when
   * it came in; the same ticket where it did mean them.
   */
  public KnownTicket withLateSubject(Subject subject) {
    return new KnownTicket(
        ticket, voided, identities.lateSubject(ticket, subject, approved(ticket)));
  }

  /** This ticket once those that its names mean were removed, as far as they are of these ids. */
  public KnownTicket without(Set<String> removed) {
    return removed.isEmpty() ? this : new KnownTicket(ticket, voided, identities.without(removed));
  }

  /** This ticket once a client that it asks for has come to its name under this very ticket. */
  public KnownTicket withClient(Subject client, Entitlement credential) {
    return new KnownTicket(ticket, voided, identities.madeUnder(ticket, client, credential));
  }

  /** Returns whether it was approved before somebody had the name of this subject. */
  public boolean approvedBefore(Subject subject) {
    return identities.nobodySince(ticket.requestedFor(), subject).isPresent()
        && approvals().stream().anyMatch(this::isEarly);
  }

  public boolean hasVoidApprovals() {
    return ticket.approvals().stream().anyMatch(this::isVoid);
  }

  // Also in another spelling or with an earlier date: that is no new word of this approver.
  private boolean isVoid(Approval approval) {
    return isOneOf(voided, approval);
  }

  private boolean isEarly(Approval approval) {
    return isOneOf(identities.early(), approval);
  }

  private boolean isOneOf(Set<Approval> records, Approval approval) {
    return approval.decision() == Approval.Decision.APPROVED
        && records.stream()
            .filter(old -> isSamePerson(old.approver(), approval.approver(), identities))
            .anyMatch(old -> !isLater(approval.at(), old.at()));
  }

  /** The same word of one person, under whichever of their names. */
  private static boolean isSame(Approval one, Approval other, Identities meant) {
    return Objects.equals(one.at(), other.at())
        && isSamePerson(one.approver(), other.approver(), meant);
  }

  private static boolean isSamePerson(String one, String other, Identities meant) {
    return one.equalsIgnoreCase(other)
        || meant.personId(one).flatMap(id -> meant.personId(other).filter(id::equals)).isPresent();
  }

  private static boolean isLater(@Nullable Instant at, @Nullable Instant old) {
    return at != null && (old == null || at.isAfter(old));
  }
}
