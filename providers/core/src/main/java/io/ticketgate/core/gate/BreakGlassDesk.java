package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.BreakGlassAlarm;
import io.ticketgate.core.binding.BreakGlasses;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Journal;
import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.BreakGlassRequest;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.evidence.Digest;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes emergency grants, without a ticket and without asking any ITSM. Each is short, is told to
 * everybody who should know, and is reviewed by somebody else ({@link BreakGlassReviews}).
 */
public final class BreakGlassDesk {

  /** What evidence says in the place of the version of a ticket. */
  private static final String NO_VERSION = "none";

  private final Evaluator evaluator;
  private final Bindings bindings;
  private final BreakGlasses emergencies;
  private final Journal journal;
  private final Reports reports;
  private final BreakGlassAlarm alarm;
  private final Giving giving;
  private final Supplier<@Nullable Reviewer> reviewer;
  private final Supplier<String> ids;

  /**
   * @param reviewer whoever reviews emergency grants: a role; null where nobody knows it
   * @param ids makes ids of new bindings
   */
  public BreakGlassDesk(
      Evaluator evaluator,
      Bindings bindings,
      BreakGlasses emergencies,
      Roles roles,
      Journal journal,
      Reports reports,
      BreakGlassAlarm alarm,
      Supplier<@Nullable Reviewer> reviewer,
      Supplier<String> ids) {
    this.evaluator = evaluator;
    this.bindings = bindings;
    this.emergencies = emergencies;
    this.journal = journal;
    this.reports = reports;
    this.alarm = alarm;
    this.giving = new Giving(roles, bindings, reports);
    this.reviewer = reviewer;
    this.ids = ids;
  }

  /** A binding, and the emergency grant that it is. */
  public record Used(Binding binding, BreakGlass emergency) {}

  /**
   * Makes an emergency grant.
   *
   * @throws GateException.Invalid when no rule protects the entitlement, or it is not for a person
   * @throws GateException.Refused when a rule does not allow it; {@code review_overdue} while a
   *     review of what the same person made before is overdue
   * @throws GateException.Conflict {@code review_due} while the subject has had a part of it in an
   *     emergency that nobody has reviewed
   */
  public Used use(BreakGlassRequest request, Instant now) {
    requirePerson(request);
    Closures closures = evaluator.closures();
    if (closures.rulesFor(request.entitlement()).isEmpty()) {
      throw Exercise.unprotected(request.entitlement());
    }
    bindings.lockSubject(request.subject());
    Decision decision = evaluator.decideBreakGlass(request, closures, now);
    if (decision instanceof Decision.Denied denied) {
      throw denied.refusal();
    }
    Decision.Allowed allowed = (Decision.Allowed) decision;
    requireNothingOverdue(request.by(), now);
    requireNothingUnreviewed(request, closures);
    reportAudited(request, closures, allowed, now);
    boolean held = giving.holds(request.subject(), request.entitlement(), closures, now);
    Instant due =
        now.plus(Rule.BreakGlass.shortest(allowed.rules(), Rule.BreakGlass::reviewWithin));
    Binding unscheduled = binding(request, closures, allowed, now);
    Binding binding =
        unscheduled.scheduled(
            unscheduled.schedule().withReview(now, due, reviewer.get()), unscheduled.expiresAt());
    BreakGlass used = new BreakGlass(binding.id(), binding.subject(), request.by(), now, due, null);
    bindings.insert(binding);
    emergencies.insert(used);
    journal.record(
        binding,
        new Transition(
            binding.id(),
            null,
            binding.status(),
            null,
            now,
            request.by(),
            new Detail.BrokenGlass(used.reviewDueAt().toString())));
    giving.give(binding, Judging.without(closures, request.by(), now));
    if (held) {
      bindings.restUnnoted(Set.of(binding.id()));
    }
    alarm.used(binding, used);
    return new Used(binding, used);
  }

  private static void requirePerson(BreakGlassRequest request) {
    if (request.entitlement().credential()) {
      throw invalid(
          "entitlement",
          "There is no emergency grant of a client credential: nobody else knows where it would be"
              + " used. Get a ticket, or make the grant to a person.");
    }
    if (request.subject().kind() != Subject.Kind.USER) {
      throw invalid(
          "subject",
          "An emergency grant is for a person, and not for "
              + request.subject().label()
              + ". Name a user.");
    }
  }

  private static GateException.Invalid invalid(String field, String message) {
    return new GateException.Invalid(ErrorCode.INVALID_REQUEST, field, message);
  }

  private void requireNothingOverdue(Person by, Instant now) {
    if (emergencies.anyOverdue(by.id(), now)) {
      throw new GateException.Refused(
          ErrorCode.REVIEW_OVERDUE,
          "The review of an emergency grant that you made before is overdue. Somebody else with"
              + " ticket-gate-review has to review it before you make another one.",
          List.of());
    }
  }

  /** Else one emergency grant after the other would be a grant without an end. */
  private void requireNothingUnreviewed(BreakGlassRequest request, Closures closures) {
    Set<String> wanted =
        closures.protectedParts(request.entitlement()).stream()
            .flatMap(part -> Stream.of(part.id(), part.name().toString()))
            .collect(Collectors.toSet());
    for (BreakGlass before : emergencies.unreviewedOf(request.subject())) {
      if (bindings.find(before.bindingId()).filter(had -> isPartOf(had, wanted)).isPresent()) {
        throw new GateException.Conflict(
            ErrorCode.REVIEW_DUE,
            "The user has had this, or a part of it, by the emergency grant "
                + before.bindingId()
                + ", which nobody has reviewed. Have it reviewed, or get a ticket.");
      }
    }
  }

  private static boolean isPartOf(Binding had, Set<String> wanted) {
    Entitlement entitlement = had.entitlement();
    return wanted.contains(entitlement.id())
        || wanted.contains(entitlement.name().toString())
        || had.evidence().parts().entrySet().stream()
            .anyMatch(part -> wanted.contains(part.getKey()) || wanted.contains(part.getValue()));
  }

  private void reportAudited(
      BreakGlassRequest request, Closures closures, Decision.Allowed allowed, Instant now) {
    if (allowed.checks().stream().anyMatch(CheckResult::failed)) {
      reports.wouldRefuse(
          Giving.attempt(request.subject(), request.entitlement()),
          closures.rulesFor(request.entitlement()).stream()
              .filter(rule -> rule.mode() == Mode.AUDIT)
              .toList(),
          new Decision.Denied(allowed.checks()).refusal(),
          request.by(),
          now);
    }
  }

  private Binding binding(
      BreakGlassRequest request, Closures closures, Decision.Allowed allowed, Instant now) {
    String id = ids.get();
    String justification = String.valueOf(request.justification());
    return new Binding(
        id,
        request.subject(),
        request.entitlement(),
        BreakGlass.ticket(id),
        allowed.rules().stream().map(Rule::name).toList(),
        Rule.digestOf(allowed.rules()),
        BindingStatus.ACTIVE,
        null,
        request.by(),
        null,
        List.of(),
        justification,
        new Binding.Evidence(
            NO_VERSION,
            new Digest()
                .field("subject", request.subject().id())
                .field("entitlement", request.entitlement().id())
                .field("by", request.by().id())
                .field("justification", justification)
                .hex(),
            Exercise.parts(request.entitlement(), closures)),
        now,
        now,
        allowed.expiresAt(),
        null,
        null,
        null);
  }
}
