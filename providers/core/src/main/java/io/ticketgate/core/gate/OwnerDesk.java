package io.ticketgate.core.gate;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Journal;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.check.OwnerDuty;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Tickets;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hands bindings of service accounts and clients over to another owner, under a ticket that the new
 * owner has requested, or by the word of an administrator of the gate. What was suspended because
 * its owner had left is resumed by that.
 */
public final class OwnerDesk {

  private final Evaluator evaluator;
  private final Tickets tickets;
  private final Bindings bindings;
  private final Directory directory;
  private final Journal journal;
  private final GrantDesk grants;

  /**
   * @param grants resumes what was suspended
   */
  public OwnerDesk(
      Evaluator evaluator,
      Tickets tickets,
      Bindings bindings,
      Directory directory,
      Journal journal,
      GrantDesk grants) {
    this.evaluator = evaluator;
    this.tickets = tickets;
    this.bindings = bindings;
    this.directory = directory;
    this.journal = journal;
    this.grants = grants;
  }

  /**
   * What is wanted.
   *
   * @param owner the new owner
   * @param ticket what allows it; null where an administrator of the gate says so
   * @param comment for the history
   * @param by whoever asks for it
   */
  public record Handover(
      Person owner, @Nullable TicketRef ticket, @Nullable String comment, Person by) {}

  /**
   * Hands a binding over.
   *
   * @param suspendedFor why it was suspended last; null where it is not suspended
   * @return the binding, resumed where its owner had left; the same request again changes nothing
   * @throws GateException.NotFound when there is no such binding, or no such ticket
   * @throws GateException.Conflict {@code binding_not_live} when it has ended, or is an emergency
   *     grant
   * @throws GateException.Invalid when nobody owns such a binding, or the new owner is not enabled
   * @throws GateException.Refused {@code separation_of_duties} for an owner who decides on their
   *     own behalf; {@code owner_missing} for one who does not hold the role that a rule asks of
   *     owners; when a check of a ticket fails
   */
  public Binding handOver(
      String id, Handover wanted, @Nullable EndCause suspendedFor, Instant now) {
    TicketRef ticket = wanted.ticket();
    // Two tickets, in one order whoever asks: else two requests could wait for each other.
    KnownTicket covering = ticket == null ? null : lockBoth(id, ticket);
    LockedBinding locked = LockedBinding.of(id, tickets, bindings);
    Binding binding =
        locked
            .live()
            .filter(each -> each.ranOut(now).isEmpty())
            .orElseThrow(
                () ->
                    new GateException.Conflict(
                        ErrorCode.BINDING_NOT_LIVE, "Binding " + id + " has ended already."));
    requireOwnable(binding);
    Person owner = wanted.owner();
    if (directory.enabledById(owner.id()).isEmpty()) {
      throw new GateException.Invalid(
          ErrorCode.INVALID_REQUEST,
          "owner",
          "owner must name an enabled user, not a service account.");
    }
    Closures closures = evaluator.closures();
    List<Rule> rules = closures.rulesFor(binding.entitlement());
    requireSomebodyElse(binding, wanted, rules);
    requireFit(binding, owner);
    if (covering != null && ticket != null) {
      requireCovered(binding, wanted, ticket, covering, closures, now);
    }
    Binding handed = binding;
    if (!owner.equals(binding.owner())) {
      handed = binding.ownedBy(owner);
      bindings.update(handed);
      record(handed, binding.owner(), wanted, now);
    }
    return handed.status() == BindingStatus.SUSPENDED && suspendedFor == EndCause.OWNER_LEFT
        ? grants.resumeLocked(handed, locked.known(), wanted.by(), now)
        : handed;
  }

  private KnownTicket lockBoth(String id, TicketRef ticket) {
    Stream.concat(
            Stream.of(ticket),
            bindings.find(id).filter(each -> !each.emergency()).map(Binding::ticket).stream())
        .distinct()
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .forEach(tickets::lock);
    return LockedBinding.lock(ticket, tickets);
  }

  private static void requireOwnable(Binding binding) {
    if (!binding.subject().ownable()) {
      throw new GateException.Invalid(
          ErrorCode.INVALID_REQUEST,
          "owner",
          "Only a service account or a client has an owner, and binding "
              + binding.id()
              + " is for neither.");
    }
  }

  private void requireFit(Binding binding, Person owner) {
    Optional<OwnerDuty.WithoutRole> unfit = evaluator.unfitToOwn(binding.entitlement(), owner);
    if (unfit.isPresent()) {
      throw new GateException.Refused(ErrorCode.OWNER_MISSING, unfit.get().sentence(), List.of());
    }
  }

  /** Nobody makes themselves the owner, and whoever approved the access does not get it. */
  private void requireSomebodyElse(Binding binding, Handover wanted, List<Rule> rules) {
    String owner = wanted.owner().id();
    if (owner.equals(binding.subject().id())) {
      throw separated("The subject of a binding does not own it; somebody else has to.");
    }
    if (wanted.ticket() == null
        && evaluator.perhapsOnePerson(binding.entitlement(), owner, wanted.by().id())) {
      throw separated(
          "You cannot make yourself the owner, by whichever account. Have somebody else do so, or name a ticket that you"
              + " have requested and others have approved.");
    }
    boolean forbidden =
        rules.stream().anyMatch(rule -> rule.separationOfDuties().approverNotBeneficiary());
    if (forbidden
        && binding.approvers().stream()
            .anyMatch(
                each -> evaluator.perhapsOnePerson(binding.entitlement(), each.id(), owner))) {
      throw separated(
          "The new owner, by whichever account, has approved the ticket of binding "
              + binding.id()
              + "; somebody else has to own it.");
    }
  }

  private static GateException.Refused separated(String message) {
    return new GateException.Refused(ErrorCode.SEPARATION_OF_DUTIES, message, List.of());
  }

  /** The ticket is one by which the new owner could have got the binding made. */
  private void requireCovered(
      Binding binding,
      Handover wanted,
      TicketRef ref,
      KnownTicket known,
      Closures closures,
      Instant now) {
    Optional<Person> requester =
        Optional.ofNullable(known.ticket().requester())
            .flatMap(name -> directory.person(ref.system(), name));
    if (requester.filter(each -> each.id().equals(wanted.owner().id())).isEmpty()) {
      throw new GateException.Refused(
          ErrorCode.TICKET_MISMATCH,
          "Ticket " + ref + " was not requested by the new owner, who has to ask for the binding.",
          List.of());
    }
    if (closures.rulesFor(binding.entitlement()).isEmpty()) {
      return; // nothing says what a ticket must fulfil
    }
    GrantRequest asIf =
        new GrantRequest(
            ref,
            binding.subject(),
            binding.entitlement(),
            true,
            null,
            null,
            wanted.owner(),
            wanted.by());
    Decision decision = evaluator.decide(asIf, known, closures, 0, now);
    if (decision instanceof Decision.Denied denied) {
      throw denied.refusal();
    }
    List<CheckResult> checks = decision.checks();
    if (((Decision.Allowed) decision)
        .approvers().stream().anyMatch(each -> each.id().equals(wanted.owner().id()))) {
      throw new GateException.Refused(
          ErrorCode.SEPARATION_OF_DUTIES,
          "The new owner has approved ticket " + ref + "; somebody else has to approve it.",
          checks);
    }
  }

  private void record(Binding handed, @Nullable Person before, Handover wanted, Instant now) {
    TicketRef ticket = wanted.ticket();
    journal.record(
        handed,
        new Transition(
            handed.id(),
            handed.status(),
            handed.status(),
            null,
            now.isBefore(handed.createdAt()) ? handed.createdAt() : now,
            wanted.by(),
            new Detail.HandedOver(
                before == null ? "" : before.name(),
                wanted.owner().name(),
                ticket == null ? "" : ticket.toString(),
                wanted.comment() == null ? "" : wanted.comment())));
  }
}
