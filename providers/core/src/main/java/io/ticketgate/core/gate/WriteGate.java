package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.gate.GuardedGrants.Guarded;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Tickets;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a transaction has written, before it commits: each protected role that a mapping or
 * membership carries needs a live binding, or gets one from the ticket the request names or from an
 * authorisation that waits for it.
 *
 * <p>A write that touches no protected role costs no lock and no query.
 */
public final class WriteGate {

  private final Evaluator evaluator;
  private final Roles roles;
  private final Tickets tickets;
  private final Bindings bindings;
  private final Reports reports;
  private final GrantDesk grants;
  private final CredentialDesk credentials;
  private final Structures structures;
  private final Exclusions exclusions;
  private final FoundGrants found;

  public WriteGate(
      Evaluator evaluator,
      Roles roles,
      Tickets tickets,
      Bindings bindings,
      Reports reports,
      GrantDesk grants,
      CredentialDesk credentials,
      Exclusions exclusions) {
    this.evaluator = evaluator;
    this.roles = roles;
    this.tickets = tickets;
    this.bindings = bindings;
    this.reports = reports;
    this.grants = grants;
    this.credentials = credentials;
    this.structures = new Structures(roles, reports);
    this.exclusions = exclusions;
    this.found = new FoundGrants(bindings);
  }

  /** The grants among these that bring along a protected role, or one that excludes others. */
  public GuardedGrants guarded(Collection<AttemptedGrant> attempts) {
    return GuardedGrants.among(attempts, evaluator.closures(), exclusions);
  }

  /**
   * Allows the grants, making or activating bindings as needed, or refuses all of them.
   *
   * @param named the ticket that the request names; null for none
   * @param by the person who writes; null for the server itself
   * @throws GateException when a grant that an enforced rule protects is not covered
   */
  public void judge(
      GuardedGrants guarded, @Nullable TicketRef named, @Nullable Person by, Instant now) {
    if (guarded.isEmpty()) {
      return;
    }
    Map<TicketRef, KnownTicket> locked = lockTickets(guarded, named);
    lockSubjects(guarded);
    Judging judging = new Judging(guarded.closures(), by, now, named, locked);
    boolean leftovers = guarded.each().stream().anyMatch(one -> hasLeftover(one, now));
    List<Guarded> judged =
        guarded.each().stream()
            .filter(one -> found.isAskedFor(one, uncovered(one, judging), judging))
            .toList();
    judged.forEach(one -> judge(one, judging));
    judged.forEach(one -> exclusions.judge(one, judging));
    if (leftovers) {
      giveBack(guarded);
    }
  }

  private void judge(Guarded one, Judging judging) {
    Set<Entitlement> uncovered = uncovered(one, judging);
    uncovered.addAll(found.underOtherTickets(one, judging));
    // Apart, so that what is only audited cannot stand in the way of what the enforced rules
    // allow.
    Set<Entitlement> enforced = new HashSet<>(uncovered);
    enforced.removeIf(part -> !judging.closures().enforced(part));
    if (!enforced.isEmpty()) {
      cover(one.attempt(), enforced, judging);
      uncovered.removeAll(enforced);
    }
    if (!enforced.isEmpty() && !uncovered.isEmpty()) {
      // A binding for the whole composite covers the audited parts as well.
      uncovered = uncovered(one, judging);
    }
    if (uncovered.isEmpty() || allowed(one.attempt(), uncovered, judging)) {
      requireBoundMembers(one, judging);
    }
    if (one.attempt().found() && one.attempt().subject().kind() == Subject.Kind.USER) {
      restUnnoted(one, judging);
    }
  }

  /** Tokens may carry what was there before the binding, of which no session tells. */
  private void restUnnoted(Guarded one, Judging judging) {
    Set<String> ids =
        bindings.liveOf(one.attempt().subject()).stream()
            .filter(binding -> binding.covers(judging.now()))
            .filter(
                binding ->
                    binding.approved(judging.closures()::of).stream()
                        .anyMatch(one.parts()::contains))
            .map(Binding::id)
            .collect(Collectors.toSet());
    if (!ids.isEmpty()) {
      bindings.restUnnoted(ids);
    }
  }

  /**
   * Judges configuration that puts roles within reach without any grant to judge later.
   *
   * @param exposures what was configured, protected or not
   * @param by the person who writes; null for the server itself
   * @throws GateException.Refused {@code structural_grant_refused} when an enforced rule protects
   *     one of them
   */
  public void judgeExposures(
      Collection<AttemptedExposure> exposures, @Nullable Person by, Instant now) {
    Closures closures = evaluator.closures();
    Set<String> reported = new HashSet<>();
    for (AttemptedExposure exposure : exposures) {
      List<Entitlement> parts =
          closures.protectedParts(exposure.entitlement()).stream()
              .filter(
                  part -> !exposure.onlyIfUnbound() || !roles.unbound(part, null, now).isEmpty())
              .sorted(Comparator.comparing(Entitlement::label))
              .toList();
      if (parts.isEmpty()) {
        continue;
      }
      Optional<Entitlement> refused = parts.stream().filter(closures::enforced).findFirst();
      if (refused.isPresent()) {
        throw exposed(exposure, refused.get(), closures);
      }
      // One setting is refused once, however many roles it hands out.
      if (reported.add(exposure.route() + exposure.subject().id())) {
        GateException.Refused refusal = exposed(exposure, parts.get(0), closures);
        reports.wouldRefuse(exposure, closures.protecting(parts), refusal, by, now);
      }
    }
  }

  private static GateException.Refused exposed(
      AttemptedExposure exposure, Entitlement part, Closures closures) {
    return Structures.refused(
        Structures.capital(exposure.subject().label())
            + (exposure.onlyIfUnbound()
                ? " would let people who hold " + part.label() + " without a ticket use it"
                : " would give " + part.label() + " to people without a ticket")
            + ", and rule "
            + ruleNames(closures.deciding(part))
            + " protects it. "
            + (exposure.onlyIfUnbound()
                ? "Bind these grants to a ticket or remove them first; GET ticket-gate/coverage"
                    + " lists them."
                : "Assign the role to each person under a ticket of their own."));
  }

  static String ruleNames(Collection<Rule> protecting) {
    return protecting.stream().map(Rule::name).distinct().collect(Collectors.joining(", "));
  }

  private void requireBoundMembers(Guarded one, Judging judging) {
    Closures closures = judging.closures();
    List<Entitlement> enforced = one.parts().stream().filter(closures::enforced).toList();
    structures.requireBoundMembers(one.attempt(), enforced, judging);
    List<Entitlement> audited =
        one.parts().stream().filter(part -> !enforced.contains(part)).toList();
    try {
      structures.requireBoundMembers(one.attempt(), audited, judging);
    } catch (GateException.Refused refusal) {
      report(one.attempt(), audited, refusal, judging);
    }
  }

  private void report(
      AttemptedGrant attempt,
      Collection<Entitlement> parts,
      GateException refusal,
      Judging judging) {
    reports.wouldRefuse(
        attempt, judging.closures().protecting(parts), refusal, judging.by(), judging.now());
  }

  /**
   * Refuses the grants because of a failure before any check, such as a ticket that cannot be read.
   * What is covered already needs none, and what no enforced rule protects is reported only.
   *
   * @throws GateException the refusal
   */
  public void refuse(
      GuardedGrants guarded, GateException refusal, @Nullable Person by, Instant now) {
    lockSubjects(guarded);
    Judging judging = Judging.without(guarded.closures(), by, now);
    for (Guarded one : guarded.each()) {
      Set<Entitlement> uncovered = uncovered(one, judging);
      if (uncovered.stream().anyMatch(judging.closures()::enforced)) {
        throw refusal;
      }
      if (!uncovered.isEmpty()) {
        report(one.attempt(), uncovered, refusal, judging);
      }
      exclusions.judge(one, judging);
    }
  }

  /** Ending an expired leftover may have taken a mapping that was judged rightful here. */
  private void giveBack(GuardedGrants guarded) {
    for (Guarded one : guarded.each()) {
      AttemptedGrant attempt = one.attempt();
      if (!attempt.entitlement().configuration()
          && !roles.direct(attempt.subject()).contains(attempt.holding())) {
        roles.give(attempt.subject(), attempt.holding());
      }
    }
  }

  /**
   * Locks every ticket that may be needed, in the order of their names, before any subject is
   * locked.
   */
  private Map<TicketRef, KnownTicket> lockTickets(
      GuardedGrants guarded, @Nullable TicketRef named) {
    TreeMap<String, TicketRef> wanted = new TreeMap<>();
    if (named != null) {
      wanted.put(named.toString(), named);
    } else {
      for (Guarded one : guarded.each()) {
        for (TicketRef ref : bindings.authorisedUnder(one.attempt().subject())) {
          wanted.put(ref.toString(), ref);
        }
      }
    }
    Map<TicketRef, KnownTicket> locked = new HashMap<>();
    wanted.values().forEach(ref -> tickets.lock(ref).ifPresent(known -> locked.put(ref, known)));
    return locked;
  }

  private void lockSubjects(GuardedGrants guarded) {
    Map<String, Subject> subjects = new TreeMap<>();
    guarded
        .each()
        .forEach(one -> subjects.put(one.attempt().subject().id(), one.attempt().subject()));
    subjects.values().forEach(bindings::lockSubject);
  }

  private boolean hasLeftover(Guarded one, Instant now) {
    return bindings.liveOf(one.attempt().subject()).stream()
        .anyMatch(binding -> binding.ranOut(now).isPresent());
  }

  private Set<Entitlement> uncovered(Guarded one, Judging judging) {
    Set<Entitlement> uncovered = new HashSet<>(one.parts());
    for (Binding binding : bindings.liveOf(one.attempt().subject())) {
      // Anyone who changes a credential learns it, so each change needs a ticket.
      if (binding.covers(judging.now()) && !binding.entitlement().credential()) {
        uncovered.removeAll(binding.approved(judging.closures()::of));
      }
    }
    return uncovered;
  }

  /** Returns whether what is only audited is covered; if not, that has been reported. */
  private boolean allowed(AttemptedGrant attempt, Set<Entitlement> uncovered, Judging judging) {
    try {
      cover(attempt, uncovered, judging);
      return true;
    } catch (GateException refusal) {
      report(attempt, uncovered, refusal, judging);
      return false;
    }
  }

  private void cover(AttemptedGrant attempt, Set<Entitlement> uncovered, Judging judging) {
    structures.requireAllowed(attempt, uncovered, judging);
    TicketRef named = judging.named();
    if (named == null) {
      exerciseAuthorisations(attempt, uncovered, judging);
    } else {
      bindUnder(named, attempt, uncovered, judging);
    }
  }

  private void bindUnder(
      TicketRef named, AttemptedGrant attempt, Set<Entitlement> uncovered, Judging judging) {
    KnownTicket stored = judging.locked().get(named);
    if (stored == null) {
      throw new GateException.NotFound(
          ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + named + ".");
    }
    // Nothing else could be what the ticket asks for: it is what the ticket is used for.
    KnownTicket known =
        attempt.newName() ? stored.withClient(attempt.subject(), attempt.entitlement()) : stored;
    boolean asksForTheWhole = known.asksFor(attempt.entitlement());
    for (Entitlement entitlement : asksForTheWhole ? Set.of(attempt.entitlement()) : uncovered) {
      GrantDesk.Bound bound =
          grants.bindLocked(
              new GrantRequest(
                  named, attempt.subject(), entitlement, true, null, null, null, judging.by()),
              attempt.made(),
              known,
              judging.closures(),
              judging.now());
      changed(bound.binding(), judging);
    }
    if (!known.equals(stored)) {
      tickets.save(known, tickets.readAt(named).orElse(judging.now()));
    }
  }

  /** The client was given what it authenticates with by the write that is judged. */
  private void changed(Binding binding, Judging judging) {
    if (binding.entitlement().credential()) {
      credentials.changed(binding, judging.now());
    }
  }

  private void exerciseAuthorisations(
      AttemptedGrant attempt, Set<Entitlement> uncovered, Judging judging) {
    List<Binding> waiting =
        bindings.liveOf(attempt.subject()).stream()
            .filter(binding -> binding.exercisable(judging.now()))
            .filter(binding -> judging.locked().containsKey(binding.ticket()))
            .toList();
    Optional<Binding> whole = forEntitlement(waiting, attempt.entitlement());
    List<Binding> chosen = new ArrayList<>();
    if (whole.isPresent()) {
      chosen.add(whole.get());
    } else {
      for (Entitlement part : uncovered) {
        chosen.add(
            forEntitlement(waiting, part)
                .orElseThrow(
                    () -> TicketRequired.of(attempt, part, judging.closures().protecting(part))));
      }
    }
    for (Binding binding : chosen) {
      KnownTicket known = judging.locked().get(binding.ticket());
      if (known != null) {
        changed(grants.activateLocked(binding, known, judging), judging);
      }
    }
  }

  private static Optional<Binding> forEntitlement(List<Binding> waiting, Entitlement wanted) {
    return waiting.stream().filter(binding -> binding.entitlement().equals(wanted)).findFirst();
  }
}
