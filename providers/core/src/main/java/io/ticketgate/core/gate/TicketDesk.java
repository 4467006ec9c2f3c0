package io.ticketgate.core.gate;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Endings;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.Approvals;
import io.ticketgate.core.ticket.Identities;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.core.ticket.Tickets;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stores what an ITSM says about a ticket, and ends the bindings that the ticket no longer carries.
 */
public final class TicketDesk {

  private final Tickets tickets;
  private final Bindings bindings;
  private final Directory directory;
  private final Endings endings;

  /** The outcome for a record. */
  public enum Receipt {
    CREATED,
    UPDATED,
    /** The same version with the same content was known already. */
    UNCHANGED
  }

  public TicketDesk(Tickets tickets, Bindings bindings, Directory directory, Endings endings) {
    this.tickets = tickets;
    this.bindings = bindings;
    this.directory = directory;
    this.endings = endings;
  }

  /**
   * Stores a newer record of a ticket, which the ITSM sent to the gate.
   *
   * @param versions order of the system's versions
   * @param by the person who sent the record
   * @throws GateException.Conflict {@code ticket_outdated} when a newer version is known, or the
   *     same version says something else
   */
  public Receipt receive(
      Ticket ticket, Comparator<String> versions, @Nullable Person by, Instant now) {
    return store(
        ticket,
        versions,
        known -> {
          throw new GateException.Conflict(
              ErrorCode.TICKET_OUTDATED,
              "Version "
                  + ticket.version()
                  + " of ticket "
                  + ticket.ref()
                  + " is stored with other content; send a change with a higher version.");
        },
        by,
        null,
        now);
  }

  /**
   * Stores what the gate has read of a ticket. An ITSM may change a ticket, its approvals above
   * all, without a new version: of two readings of one version the later one counts, if it began
   * when the other had ended.
   *
   * @param versions order of the system's versions
   * @param begun when the reading began
   * @param by the person who had it read; null for the gate itself
   * @param occasion why it was read; the history of the bindings that end says it
   * @throws GateException.Conflict {@code ticket_outdated} when a newer version is known, or what
   *     was read at the same time says something else
   */
  public Receipt read(
      Ticket ticket,
      Comparator<String> versions,
      Instant begun,
      @Nullable Person by,
      Occasion occasion,
      Instant now) {
    return store(
        ticket,
        versions,
        known -> {
          if (tickets.readAt(ticket.ref()).filter(at -> at.isAfter(begun)).isPresent()) {
            throw new GateException.Conflict(
                ErrorCode.TICKET_OUTDATED,
                "Ticket " + ticket.ref() + " changed while it was being read; try again.");
          }
        },
        by,
        new Detail.TicketRead(ticket.version(), occasion),
        now);
  }

  /**
   * Notes that the ITSM reports no such ticket. Many ITSMs report this for a ticket that the
   * account may not see, so the first report changes nothing. A ticket that stays away counts as
   * closed.
   *
   * @param patience for how long the ITSM must have been saying so
   * @return whether bindings were ended
   */
  public boolean missing(TicketRef ref, Duration patience, Instant now) {
    if (tickets.lock(ref).isEmpty()) {
      return false;
    }
    Optional<Instant> since = tickets.missingSince(ref);
    if (since.isEmpty()) {
      tickets.missing(ref, now);
      return false;
    }
    if (since.get().plus(patience).isAfter(now)) {
      return false;
    }
    Ending how = new Ending(EndCause.TICKET_CLOSED, null, new Detail.TicketGone(), now);
    return endings.end(new Selection.UnderTicket(ref), how) > 0;
  }

  /**
   * @param otherContent what to do where the same version is stored with other content
   * @param detail for the history of the bindings that end; null for nothing to add
   */
  private Receipt store(
      Ticket ticket,
      Comparator<String> versions,
      Consumer<KnownTicket> otherContent,
      @Nullable Person by,
      @Nullable Detail detail,
      Instant now) {
    Optional<KnownTicket> stored = tickets.lockOrCreate(ticket.ref());
    Identities meant = Identities.now(ticket, directory, now);
    if (stored.isPresent()) {
      Ticket old = stored.get().ticket();
      int order = versions.compare(ticket.version(), old.version());
      if (order < 0) {
        throw new GateException.Conflict(
            ErrorCode.TICKET_OUTDATED,
            "Version "
                + ticket.version()
                + " of ticket "
                + ticket.ref()
                + " is older than the stored version "
                + old.version()
                + "; send a higher version.");
      }
      if (order == 0
          && sameContent(ticket, old)
          && stored.get().identities().knows(meant)
          && !stored.get().identities().contradicts(meant)) {
        tickets.save(stored.get(), now);
        return Receipt.UNCHANGED;
      }
      if (order == 0 && !sameContent(ticket, old)) {
        otherContent.accept(stored.get());
      }
    } else {
      // A version that no later one can be ordered after would keep the closure out for ever.
      versions.compare(ticket.version(), ticket.version());
    }
    KnownTicket known = KnownTicket.next(stored.orElse(null), ticket, meant);
    tickets.save(known, now);
    endWhatItNoLongerCarries(known, by, detail, now);
    return stored.isPresent() ? Receipt.UPDATED : Receipt.CREATED;
  }

  /**
   * Returns whether they differ at most in the order of what they list, and in how the version is
   * spelt.
   */
  private static boolean sameContent(Ticket one, Ticket other) {
    return inOrder(one, one.version()).equals(inOrder(other, one.version()));
  }

  private static Ticket inOrder(Ticket ticket, String version) {
    return new Ticket(
        ticket.ref(),
        ticket.type(),
        ticket.state(),
        ticket.open(),
        version,
        ticket.requester(),
        ticket.requestedFor(),
        sorted(ticket.entitlements()),
        sorted(ticket.approvals()),
        ticket.justification(),
        ticket.risk(),
        ticket.configurationItem(),
        ticket.plannedStart(),
        ticket.plannedEnd(),
        ticket.url());
  }

  // A record's toString tells every component, but two types could spell the same.
  private static <T> List<T> sorted(List<T> values) {
    return values.stream()
        .sorted(
            Comparator.comparing((T value) -> value.getClass().getName())
                .thenComparing(Object::toString))
        .toList();
  }

  private void endWhatItNoLongerCarries(
      KnownTicket known, @Nullable Person by, @Nullable Detail detail, Instant now) {
    TicketRef ref = known.ticket().ref();
    if (!known.ticket().open()) {
      Ending how = new Ending(EndCause.TICKET_CLOSED, by, detail, now);
      endings.end(new Selection.UnderTicket(ref), how);
      return;
    }
    Ending how = new Ending(EndCause.TICKET_CHANGED, by, detail, now);
    for (Selection.Basis basis : bindings.bases(ref)) {
      if (!stillApproved(basis, known)) {
        endings.end(new Selection.OnBasis(ref, basis), how);
      }
    }
  }

  private boolean stillApproved(Selection.Basis basis, KnownTicket known) {
    if (!basis.digest().equals(known.digest())) {
      return false;
    }
    Approvals records = Approvals.of(known);
    if (!records.withDecision(Approval.Decision.REJECTED).isEmpty()) {
      return false;
    }
    Set<String> approving = new HashSet<>();
    for (String name : records.withDecision(Approval.Decision.APPROVED)) {
      known
          .identities()
          .personId(name)
          .flatMap(directory::enabledById)
          .or(() -> directory.person(known.ticket().ref().system(), name))
          .ifPresent(person -> approving.add(person.id()));
    }
    return basis.approvers().stream().allMatch(person -> approving.contains(person.id()));
  }
}
