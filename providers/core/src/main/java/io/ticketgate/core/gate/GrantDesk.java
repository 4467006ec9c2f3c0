package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Endings;
import io.ticketgate.core.binding.Journal;
import io.ticketgate.core.binding.Schedule;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Tickets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes and activates bindings, and with them the grants. */
public final class GrantDesk {

  private final Evaluator evaluator;
  private final Tickets tickets;
  private final Bindings bindings;
  private final Journal journal;
  private final AuditedGrants audited;
  private final Endings endings;
  private final Giving giving;
  private final Rejudging rejudging;
  private final EphemeralClients ephemerals;
  private final Supplier<String> ids;

  /**
   * A binding and what this call did.
   *
   * @param created false when an identical request had made the binding before
   * @param granted whether the grant begins with this call
   */
  public record Bound(Binding binding, boolean created, boolean granted) {}

  /**
   * @param ids makes ids of new bindings
   */
  public GrantDesk(
      Evaluator evaluator,
      Tickets tickets,
      Bindings bindings,
      Roles roles,
      Journal journal,
      Reports reports,
      Endings endings,
      Supplier<String> ids) {
    this.evaluator = evaluator;
    this.tickets = tickets;
    this.bindings = bindings;
    this.journal = journal;
    this.audited = new AuditedGrants(reports);
    this.endings = endings;
    this.giving = new Giving(roles, bindings, reports);
    this.rejudging = new Rejudging(evaluator);
    this.ephemerals = new EphemeralClients(bindings);
    this.ids = ids;
  }

  /**
   * Makes a binding, and its grant unless the binding is only authorised. An identical request
   * finds the binding of the first one, and activates it if that had only authorised.
   *
   * @throws GateException.NotFound {@code ticket_not_found}
   * @throws GateException.Refused when a check fails
   * @throws GateException.Conflict when a live binding with another end exists
   * @throws GateException.Invalid when no rule protects the entitlement
   */
  public Bound bind(GrantRequest request, Instant now) {
    Closures closures = evaluator.closures();
    if (closures.rulesFor(request.entitlement()).isEmpty()) {
      throw Exercise.unprotected(request.entitlement());
    }
    if (request.subject().kind() == Subject.Kind.AGENT
        && closures.of(request.entitlement()).stream().anyMatch(Entitlement::administers)) {
      throw Exercise.administering(request.entitlement());
    }
    KnownTicket known = LockedBinding.lock(request.ticket(), tickets);
    bindings.lockSubject(request.subject());
    boolean held = giving.holds(request.subject(), request.entitlement(), closures, now);
    Bound bound = bindLocked(request, null, known, closures, now);
    if (held && bound.granted()) {
      bindings.restUnnoted(Set.of(bound.binding().id()));
    }
    return bound;
  }

  /**
   * As {@link #bind}, with ticket and subject locked and a rule that protects it.
   *
   * @param made null where the subject was there before
   */
  Bound bindLocked(
      GrantRequest request,
      @Nullable NewClient made,
      KnownTicket known,
      Closures closures,
      Instant now) {
    if (made == null) {
      ephemerals.requireStaying(request.subject(), now);
    }
    Optional<Binding> existing = existing(request, closures, now);
    if (existing.isPresent()) {
      return repeat(existing.get(), request, known, closures, now);
    }
    int uses = bindings.uses(request.ticket(), request.subject(), request.entitlement());
    Decision decision = evaluator.decide(request, known, closures, uses, now);
    if (decision instanceof Decision.Denied denied) {
      throw denied.refusal();
    }
    Decision.Allowed allowed = (Decision.Allowed) decision;
    audited.report(request, closures, allowed, now);
    Binding first = binding(request, known, closures, allowed, now);
    Binding unscheduled =
        ephemerals.isOne(request, made, allowed.rules(), now) ? first.ofEphemeralClient() : first;
    Binding binding =
        unscheduled.scheduled(
            firstSchedule(request, unscheduled, allowed), unscheduled.expiresAt());
    bindings.insert(binding);
    Detail detail = firstDetail(request, made, known, now);
    journal.record(
        binding,
        new Transition(binding.id(), null, binding.status(), null, now, request.by(), detail));
    if (request.activate()) {
      giving.give(binding, Judging.without(closures, request.by(), now));
    }
    return new Bound(binding, true, request.activate());
  }

  private @Nullable Detail firstDetail(
      GrantRequest request, @Nullable NewClient made, KnownTicket known, Instant now) {
    if (request.baseline()) {
      return new Detail.Adopted();
    }
    Detail late = keepLateSubject(request, known, now);
    return made == null || made.registered() == null ? late : made.registered();
  }

  private Schedule firstSchedule(GrantRequest request, Binding binding, Decision.Allowed allowed) {
    Instant reviewBy = request.reviewBy();
    Schedule schedule =
        reviewBy == null
            ? evaluator.schedule(binding, allowed.rules(), allowed.notBefore())
            : evaluator.scheduleAdopted(binding, allowed.rules(), allowed.notBefore(), reviewBy);
    return schedule.startingAt(request.startsAt());
  }

  /**
   * From now on the ticket is for the subject that a rule let come later, and for no other.
   *
   * @return what the history says of it; null for a subject that was there
   */
  private @Nullable Detail keepLateSubject(GrantRequest request, KnownTicket known, Instant now) {
    KnownTicket kept = known.withLateSubject(request.subject());
    if (!kept.equals(known)) {
      tickets.save(kept, tickets.readAt(request.ticket()).orElse(now));
    }
    return kept.approvedBefore(request.subject()) ? new Detail.LateSubject() : null;
  }

  /**
   * Activates an authorised binding. The ticket is checked again, because it may have changed.
   *
   * @throws GateException.NotFound when there is no such binding
   * @throws GateException.Conflict {@code binding_not_live} when it is not authorised, too early or
   *     over
   * @throws GateException.Refused when a check fails
   */
  public Binding activate(String id, @Nullable Person by, Instant now) {
    return exercise(id, live -> live.exercisable(now), Exercise::notActivatable, by, now);
  }

  /**
   * Activates an authorised binding at the time for which that was asked, by the gate itself. The
   * ticket is checked again; where a check fails now, the binding ends.
   *
   * @return empty when it is not for the gate to activate any more
   */
  public Optional<Binding> start(String id, Instant now) {
    LockedBinding locked = LockedBinding.of(id, tickets, bindings);
    Optional<Binding> due =
        locked
            .live()
            .filter(live -> live.exercisable(now))
            .filter(live -> live.schedule().startsBy(now));
    if (due.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(exerciseLocked(due.get(), locked.known(), null, now));
    } catch (GateException.Refused refused) {
      Detail why = new Detail.StartRefused(refused.code().code());
      endings.end(due.get(), new Ending(EndCause.START_REFUSED, null, why, now));
      return Optional.of(due.get());
    }
  }

  /** As {@link #activate}, with ticket and subject locked. */
  Binding activateLocked(Binding binding, KnownTicket known, Judging judging) {
    if (!binding.exercisable(judging.now())) {
      throw Exercise.notActivatable(binding);
    }
    return exercise(binding, known, judging);
  }

  /**
   * Resumes a suspended binding until the end it had. The ticket is checked again.
   *
   * @throws GateException.NotFound when there is no such binding
   * @throws GateException.Conflict {@code binding_not_live} when it is not suspended, too early or
   *     over
   * @throws GateException.Refused when a check fails
   */
  public Binding resume(String id, @Nullable Person by, Instant now) {
    return exercise(
        id,
        live ->
            live.status() == BindingStatus.SUSPENDED
                && now.isBefore(live.endsAt())
                && !now.isBefore(live.notBefore()),
        Exercise::notResumable,
        by,
        now);
  }

  /** Activates a binding if its state still allows that once ticket and subject are locked. */
  private Binding exercise(
      String id,
      Predicate<Binding> ready,
      Function<Binding, GateException> otherwise,
      @Nullable Person by,
      Instant now) {
    LockedBinding locked = LockedBinding.of(id, tickets, bindings);
    Binding binding =
        locked.live().filter(ready).orElseThrow(() -> otherwise.apply(locked.latest()));
    return exerciseLocked(binding, locked.known(), by, now);
  }

  /** As {@link #resume}, with ticket and subject locked, of one that is suspended and not over. */
  Binding resumeLocked(Binding suspended, KnownTicket known, @Nullable Person by, Instant now) {
    return exerciseLocked(suspended, known, by, now);
  }

  private Binding exerciseLocked(
      Binding binding, KnownTicket known, @Nullable Person by, Instant now) {
    Closures closures = evaluator.closures();
    boolean held = giving.holds(binding.subject(), binding.entitlement(), closures, now);
    Binding active = exercise(binding, known, Judging.without(closures, by, now));
    if (held) {
      bindings.restUnnoted(Set.of(active.id()));
    }
    return active;
  }

  private Binding exercise(Binding binding, KnownTicket known, Judging judging) {
    Person by = judging.by();
    Instant now = judging.now();
    Closures closures = judging.closures();
    Binding active = binding.activated(by, binding.expiresAt());
    Optional<Rejudging.Kept> kept = rejudging.judge(binding, known, closures, by, now);
    if (kept.isPresent()) {
      Decision.Allowed allowed = kept.get().allowed();
      audited.report(kept.get().request(), closures, allowed, now);
      active = active.scheduled(active.schedule(), kept.get().expires());
      active = active.scheduled(schedule(binding, active, allowed, now), kept.get().expires());
    }
    bindings.update(active);
    journal.record(
        active,
        new Transition(active.id(), binding.status(), active.status(), null, now, by, null));
    giving.give(active, judging);
    return active;
  }

  /** A binding that is resumed is reviewed no later than it would have been. */
  private Schedule schedule(Binding before, Binding active, Decision.Allowed allowed, Instant now) {
    Schedule next = evaluator.schedule(active, allowed.rules(), now);
    return before.status() == BindingStatus.SUSPENDED ? next.noLaterThan(before.schedule()) : next;
  }

  private Optional<Binding> existing(GrantRequest request, Closures closures, Instant now) {
    Optional<Binding> found =
        bindings.liveOf(request.subject()).stream()
            .filter(binding -> binding.ticket().equals(request.ticket()))
            .filter(binding -> binding.entitlement().equals(request.entitlement()))
            .findFirst();
    Optional<EndCause> over = found.flatMap(binding -> binding.ranOut(now));
    if (found.isPresent() && over.isPresent()) {
      endings.end(found.get(), Ending.by(over.get(), now));
      endings.cleanUp(request.subject(), now); // before the new grant, which it must not take
      closures.refresh();
      return Optional.empty();
    }
    return found;
  }

  private Bound repeat(
      Binding existing, GrantRequest request, KnownTicket known, Closures closures, Instant now) {
    if (existing.status() == BindingStatus.SUSPENDED) {
      throw new GateException.Conflict(
          ErrorCode.BINDING_NOT_LIVE,
          "Binding " + existing.id() + " under this ticket is suspended; resume or revoke it.");
    }
    if (request.expiresAt() != null && !request.expiresAt().equals(existing.expiresAt())) {
      throw new GateException.Conflict(
          ErrorCode.TICKET_USED,
          "Binding "
              + existing.id()
              + " is live under this ticket until "
              + (existing.standing() ? "its review" : existing.expiresAt())
              + "; revoke it first, or leave expiresAt out.");
    }
    Instant start = request.startsAt();
    if (start != null && !start.equals(existing.schedule().startsAt())) {
      throw new GateException.Conflict(
          ErrorCode.TICKET_USED,
          "Binding "
              + existing.id()
              + " is live under this ticket and does not start at that time; revoke it first, or"
              + " leave startsAt out.");
    }
    if (request.activate() && existing.status() == BindingStatus.AUTHORIZED) {
      Judging judging = Judging.without(closures, request.by(), now);
      return new Bound(activateLocked(existing, known, judging), false, true);
    }
    return new Bound(existing, false, false);
  }

  private Binding binding(
      GrantRequest request,
      KnownTicket known,
      Closures closures,
      Decision.Allowed allowed,
      Instant now) {
    String justification = request.justification();
    return new Binding(
        ids.get(),
        request.subject(),
        request.entitlement(),
        request.ticket(),
        allowed.rules().stream().map(Rule::name).toList(),
        Rule.digestOf(allowed.rules()),
        request.activate() ? BindingStatus.ACTIVE : BindingStatus.AUTHORIZED,
        known.ticket().requester(),
        request.by(),
        evaluator.owner(request, allowed.rules()),
        allowed.approvers(),
        justification == null || justification.isBlank()
            ? known.ticket().justification()
            : justification,
        new Binding.Evidence(
            known.ticket().version(),
            known.digest(),
            Exercise.parts(request.entitlement(), closures)),
        now,
        allowed.notBefore(),
        allowed.expiresAt(),
        null,
        null,
        null);
  }
}
