package io.ticketgate.core.gate;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.BreakGlass.Outcome;
import io.ticketgate.core.binding.BreakGlass.Review;
import io.ticketgate.core.binding.BreakGlassAlarm;
import io.ticketgate.core.binding.BreakGlasses;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Endings;
import io.ticketgate.core.binding.Journal;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Tickets;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reviews of emergency grants. Somebody else confirms one under a ticket that the rules would have
 * let be used, or rejects it. A rejection needs no ticket and no ITSM, because it only ends things.
 */
public final class BreakGlassReviews {

  private final Evaluator evaluator;
  private final Tickets tickets;
  private final Bindings bindings;
  private final BreakGlasses emergencies;
  private final Endings endings;
  private final Journal journal;
  private final BreakGlassAlarm alarm;

  public BreakGlassReviews(
      Evaluator evaluator,
      Tickets tickets,
      Bindings bindings,
      BreakGlasses emergencies,
      Endings endings,
      Journal journal,
      BreakGlassAlarm alarm) {
    this.evaluator = evaluator;
    this.tickets = tickets;
    this.bindings = bindings;
    this.emergencies = emergencies;
    this.endings = endings;
    this.journal = journal;
    this.alarm = alarm;
  }

  /**
   * What a reviewer says.
   *
   * @param ticket what covers the emergency grant; null for a rejection without one
   * @param by the reviewer
   */
  public record Verdict(
      Outcome outcome, @Nullable TicketRef ticket, @Nullable String comment, Person by) {}

  /**
   * The emergency grant of a binding, which this person may review.
   *
   * @throws GateException.NotFound when there is no such binding
   * @throws GateException.Conflict when it is no emergency grant, or was reviewed before
   * @throws GateException.Refused {@code separation_of_duties} for the person who made it, or who
   *     got it
   */
  public BreakGlass requireReviewable(String bindingId, Person by) {
    Binding binding = binding(bindingId);
    BreakGlass used =
        emergencies
            .find(bindingId)
            .orElseThrow(
                () ->
                    new GateException.Conflict(
                        ErrorCode.INVALID_REQUEST,
                        "Binding " + bindingId + " is no emergency grant, so it has no review."));
    if (Stream.of(used.usedBy().id(), used.subject().id())
        .anyMatch(id -> evaluator.perhapsOnePerson(binding.entitlement(), by.id(), id))) {
      throw new GateException.Refused(
          ErrorCode.SEPARATION_OF_DUTIES,
          "Neither the person who made an emergency grant nor the one who got it reviews it, by"
              + " whichever account; somebody else has to.",
          List.of());
    }
    if (used.review() != null) {
      throw reviewed(bindingId);
    }
    return used;
  }

  /**
   * Keeps a review. A rejected grant ends at once; a confirmed one ends when it would have. After
   * the deadline the grant is over, which is stated first, and a review only settles it.
   *
   * @throws GateException as {@link #requireReviewable} throws; {@code ticket_not_found}; {@link
   *     GateException.Refused} when a check of the ticket fails
   */
  public Binding review(String bindingId, Verdict verdict, Instant now) {
    BreakGlass used = requireReviewable(bindingId, verdict.by());
    Binding binding = binding(bindingId);
    TicketRef ticket = verdict.ticket();
    if (verdict.outcome() == Outcome.CONFIRMED) {
      if (ticket == null) {
        throw new GateException.Invalid(
            ErrorCode.INVALID_REQUEST,
            "ticket",
            "Name the ticket that covers the emergency grant.");
      }
      requireCovered(used, binding, ticket, verdict.by());
    }
    bindings.lockSubject(binding.subject());
    boolean late = used.overdue(now);
    if (late) {
      stateOverdue(binding, used, now);
    }
    Review review =
        new Review(verdict.outcome(), verdict.by(), now, ticket, verdict.comment(), late);
    if (!emergencies.review(bindingId, review)) {
      throw reviewed(bindingId);
    }
    bindings.reviewed(binding);
    Detail.EmergencyReviewed detail =
        new Detail.EmergencyReviewed(
            verdict.outcome().word(),
            ticket == null ? "" : ticket.toString(),
            late,
            verdict.comment() == null ? "" : verdict.comment());
    if (verdict.outcome() == Outcome.REJECTED) {
      endings.end(binding, new Ending(EndCause.NOT_CERTIFIED, verdict.by(), detail, now));
    }
    return note(bindingId, null, verdict.by(), detail, now);
  }

  /**
   * Ends an emergency grant that nobody has reviewed by its deadline, and reports it, also where
   * the grant has ended before.
   *
   * @return false where somebody else does so, or has reviewed it in time
   */
  public boolean overdue(String bindingId, Instant now) {
    Binding binding = binding(bindingId);
    bindings.lockSubject(binding.subject());
    return stateOverdue(binding, emergencies.find(bindingId).orElseThrow(), now);
  }

  private boolean stateOverdue(Binding binding, BreakGlass used, Instant now) {
    if (!bindings.takeOverdue(binding, now)) {
      return false;
    }
    endings.end(binding, Ending.by(EndCause.REVIEW_OVERDUE, now));
    Binding ended =
        note(
            binding.id(),
            EndCause.REVIEW_OVERDUE,
            null,
            new Detail.ReviewOverdue(used.reviewDueAt().toString()),
            now);
    alarm.overdue(ended, used, now);
    return true;
  }

  /** The checks of the rules, as of when the emergency grant was made. */
  private void requireCovered(BreakGlass used, Binding binding, TicketRef ref, Person reviewer) {
    KnownTicket known =
        tickets
            .lock(ref)
            .orElseThrow(
                () ->
                    new GateException.NotFound(
                        ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + ref + "."));
    bindings.lockSubject(binding.subject());
    Closures closures = evaluator.closures();
    if (closures.rulesFor(binding.entitlement()).isEmpty()) {
      throw new GateException.Conflict(
          ErrorCode.INVALID_REQUEST,
          "No rule protects "
              + binding.entitlement().label()
              + " any more, so none says what a ticket must fulfil. Reject the emergency grant.");
    }
    GrantRequest asIfBefore =
        new GrantRequest(
            ref, binding.subject(), binding.entitlement(), true, null, null, null, reviewer);
    int uses = bindings.uses(ref, binding.subject(), binding.entitlement());
    Decision decision = evaluator.decide(asIfBefore, known, closures, uses, binding.createdAt());
    if (decision instanceof Decision.Denied denied) {
      throw denied.refusal();
    }
    if (((Decision.Allowed) decision)
        .approvers().stream().anyMatch(person -> person.id().equals(used.usedBy().id()))) {
      throw new GateException.Refused(
          ErrorCode.SEPARATION_OF_DUTIES,
          "Ticket "
              + ref
              + " was approved by the person who made the emergency grant; somebody else has to"
              + " approve it.",
          decision.checks());
    }
  }

  /**
   * Notes what became of the review. The state that it says is the last one, or the subject is
   * locked: otherwise an end that is written down meanwhile would come before it in the log.
   */
  private Binding note(
      String bindingId,
      @Nullable EndCause cause,
      @Nullable Person actor,
      Detail detail,
      Instant now) {
    Binding binding = binding(bindingId);
    journal.record(
        binding,
        new Transition(
            binding.id(), binding.status(), binding.status(), cause, now, actor, detail));
    return binding;
  }

  private Binding binding(String id) {
    return bindings
        .find(id)
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.BINDING_NOT_LIVE, "There is no binding " + id + "."));
  }

  private static GateException.Conflict reviewed(String bindingId) {
    return new GateException.Conflict(
        ErrorCode.INVALID_REQUEST, "Somebody has reviewed binding " + bindingId + " already.");
  }
}
