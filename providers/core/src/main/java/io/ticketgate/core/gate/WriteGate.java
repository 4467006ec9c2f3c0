package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.Rules;
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
  private final Rules rules;
  private final Roles roles;
  private final Tickets tickets;
  private final Bindings bindings;
  private final Reports reports;
  private final GrantDesk grants;
  private final Structures structures;

  public WriteGate(
      Evaluator evaluator,
      Rules rules,
      Roles roles,
      Tickets tickets,
      Bindings bindings,
      Reports reports,
      GrantDesk grants) {
    this.evaluator = evaluator;
    this.rules = rules;
    this.roles = roles;
    this.tickets = tickets;
    this.bindings = bindings;
    this.reports = reports;
    this.grants = grants;
    this.structures = new Structures(rules, roles, reports);
  }

  /** A grant and the protected roles in its closure. */
  private record Guarded(AttemptedGrant attempt, Set<Entitlement> parts) {}

  /**
   * The grants among these that carry a protected role.
   *
   * @return a subset, in the same order; empty when the gate has nothing to say
   */
  public List<AttemptedGrant> guarded(Collection<AttemptedGrant> attempts) {
    return guard(attempts).stream().map(Guarded::attempt).toList();
  }

  /**
   * Allows the grants, making or activating bindings as needed, or refuses all of them.
   *
   * @param named the ticket that the request names; null for none
   * @param by the person who writes; null for the server itself
   * @throws GateException when a grant that an enforced rule protects is not covered
   */
  public void judge(
      Collection<AttemptedGrant> attempts,
      @Nullable TicketRef named,
      @Nullable Person by,
      Instant now) {
    List<Guarded> guarded = guard(attempts);
    if (guarded.isEmpty()) {
      return;
    }
    Map<TicketRef, KnownTicket> locked = lockTickets(guarded, named);
    lockSubjects(guarded);
    boolean leftovers = guarded.stream().anyMatch(one -> hasLeftover(one, now));
    for (Guarded one : guarded) {
      Set<Entitlement> uncovered = uncovered(one, now);
      // Apart, so that what is only audited cannot stand in the way of what the enforced rules
      // allow.
      Set<Entitlement> enforced = new HashSet<>(uncovered);
      enforced.removeIf(part -> !enforced(part));
      if (!enforced.isEmpty()) {
        cover(one.attempt(), enforced, named, locked, by, now);
        uncovered.removeAll(enforced);
      }
      if (!enforced.isEmpty() && !uncovered.isEmpty()) {
        // A binding for the whole composite covers the audited parts as well.
        uncovered = uncovered(one, now);
      }
      if (uncovered.isEmpty() || allowed(one.attempt(), uncovered, named, locked, by, now)) {
        requireBoundMembers(one, by, now);
      }
    }
    if (leftovers) {
      giveBack(guarded);
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
    Set<String> reported = new HashSet<>();
    for (AttemptedExposure exposure : exposures) {
      List<Entitlement> parts =
          roles.closure(exposure.entitlement()).stream()
              .filter(part -> !rules.protecting(part).isEmpty())
              .filter(
                  part -> !exposure.onlyIfUnbound() || !roles.unbound(part, null, now).isEmpty())
              .sorted(Comparator.comparing(Entitlement::label))
              .toList();
      if (parts.isEmpty()) {
        continue;
      }
      Optional<Entitlement> refused = parts.stream().filter(this::enforced).findFirst();
      if (refused.isPresent()) {
        throw exposed(exposure, refused.get());
      }
      // One setting is refused once, however many roles it hands out.
      if (reported.add(exposure.route() + exposure.subject().id())) {
        reports.wouldRefuse(exposure, protecting(parts), exposed(exposure, parts.get(0)), by, now);
      }
    }
  }

  private GateException.Refused exposed(AttemptedExposure exposure, Entitlement part) {
    return Structures.refused(
        Structures.capital(exposure.subject().label())
            + (exposure.onlyIfUnbound()
                ? " would let people who hold " + part.label() + " without a ticket use it"
                : " would give " + part.label() + " to people without a ticket")
            + ", and rule "
            + ruleNames(structures.deciding(part))
            + " protects it. "
            + (exposure.onlyIfUnbound()
                ? "Bind these grants to a ticket or remove them first; GET ticket-gate/coverage"
                    + " lists them."
                : "Assign the role to each person under a ticket of their own."));
  }

  static String ruleNames(Collection<Rule> protecting) {
    return protecting.stream().map(Rule::name).distinct().collect(Collectors.joining(", "));
  }

  private List<Rule> protecting(Collection<Entitlement> parts) {
    return parts.stream().flatMap(part -> rules.protecting(part).stream()).distinct().toList();
  }

  private void requireBoundMembers(Guarded one, @Nullable Person by, Instant now) {
    List<Entitlement> enforced = one.parts().stream().filter(this::enforced).toList();
    structures.requireBoundMembers(one.attempt(), enforced, by, now);
    List<Entitlement> audited = one.parts().stream().filter(part -> !enforced(part)).toList();
    try {
      structures.requireBoundMembers(one.attempt(), audited, by, now);
    } catch (GateException.Refused refusal) {
      reports.wouldRefuse(one.attempt(), protecting(audited), refusal, by, now);
    }
  }

  /**
   * Refuses the grants because of a failure before any check, such as a ticket that cannot be read.
   * What is covered already needs none, and what no enforced rule protects is reported only.
   *
   * @throws GateException the refusal
   */
  public void refuse(
      Collection<AttemptedGrant> attempts,
      GateException refusal,
      @Nullable Person by,
      Instant now) {
    List<Guarded> guarded = guard(attempts);
    lockSubjects(guarded);
    for (Guarded one : guarded) {
      Set<Entitlement> uncovered = uncovered(one, now);
      if (uncovered.stream().anyMatch(this::enforced)) {
        throw refusal;
      }
      if (!uncovered.isEmpty()) {
        reports.wouldRefuse(one.attempt(), protecting(uncovered), refusal, by, now);
      }
    }
  }

  private boolean enforced(Entitlement part) {
    return rules.protecting(part).stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE);
  }

  /** Ending an expired leftover may have taken a mapping that was judged rightful here. */
  private void giveBack(List<Guarded> guarded) {
    for (Guarded one : guarded) {
      AttemptedGrant attempt = one.attempt();
      if (!roles.direct(attempt.subject()).contains(attempt.holding())) {
        roles.give(attempt.subject(), attempt.holding());
      }
    }
  }

  private List<Guarded> guard(Collection<AttemptedGrant> attempts) {
    List<Guarded> guarded = new ArrayList<>();
    for (AttemptedGrant attempt : attempts) {
      Set<Entitlement> parts = new HashSet<>();
      for (Entitlement part : roles.closure(attempt.entitlement())) {
        if (!rules.protecting(part).isEmpty()) {
          parts.add(part);
        }
      }
      if (!parts.isEmpty()) {
        guarded.add(new Guarded(attempt, parts));
      }
    }
    return guarded;
  }

  /**
   * Locks every ticket that may be needed, in the order of their names, before any subject is
   * locked.
   */
  private Map<TicketRef, KnownTicket> lockTickets(
      List<Guarded> guarded, @Nullable TicketRef named) {
    TreeMap<String, TicketRef> wanted = new TreeMap<>();
    if (named != null) {
      wanted.put(named.toString(), named);
    } else {
      for (Guarded one : guarded) {
        for (TicketRef ref : bindings.authorisedUnder(one.attempt().subject())) {
          wanted.put(ref.toString(), ref);
        }
      }
    }
    Map<TicketRef, KnownTicket> locked = new HashMap<>();
    wanted.values().forEach(ref -> tickets.lock(ref).ifPresent(known -> locked.put(ref, known)));
    return locked;
  }

  private void lockSubjects(List<Guarded> guarded) {
    Map<String, Subject> subjects = new TreeMap<>();
    guarded.forEach(one -> subjects.put(one.attempt().subject().id(), one.attempt().subject()));
    subjects.values().forEach(bindings::lockSubject);
  }

  private boolean hasLeftover(Guarded one, Instant now) {
    return bindings.liveOf(one.attempt().subject()).stream()
        .anyMatch(binding -> !now.isBefore(binding.expiresAt()));
  }

  private Set<Entitlement> uncovered(Guarded one, Instant now) {
    Set<Entitlement> uncovered = new HashSet<>(one.parts());
    for (Binding binding : bindings.liveOf(one.attempt().subject())) {
      // Anyone who changes a credential learns it, so each change needs a ticket.
      if (binding.covers(now) && !binding.entitlement().credential()) {
        uncovered.removeAll(roles.closure(binding.entitlement()));
      }
    }
    return uncovered;
  }

  /** Returns whether what is only audited is covered; if not, that has been reported. */
  private boolean allowed(
      AttemptedGrant attempt,
      Set<Entitlement> uncovered,
      @Nullable TicketRef named,
      Map<TicketRef, KnownTicket> locked,
      @Nullable Person by,
      Instant now) {
    try {
      cover(attempt, uncovered, named, locked, by, now);
      return true;
    } catch (GateException refusal) {
      reports.wouldRefuse(attempt, protecting(uncovered), refusal, by, now);
      return false;
    }
  }

  private void cover(
      AttemptedGrant attempt,
      Set<Entitlement> uncovered,
      @Nullable TicketRef named,
      Map<TicketRef, KnownTicket> locked,
      @Nullable Person by,
      Instant now) {
    structures.requireAllowed(attempt, uncovered);
    if (named == null) {
      exerciseAuthorisations(attempt, uncovered, locked, by, now);
    } else {
      bindUnder(named, attempt, uncovered, locked, by, now);
    }
  }

  private void bindUnder(
      TicketRef named,
      AttemptedGrant attempt,
      Set<Entitlement> uncovered,
      Map<TicketRef, KnownTicket> locked,
      @Nullable Person by,
      Instant now) {
    KnownTicket known = locked.get(named);
    if (known == null) {
      throw new GateException.NotFound(
          ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + named + ".");
    }
    boolean asksForTheWhole = known.ticket().entitlements().contains(attempt.entitlement().name());
    for (Entitlement entitlement : asksForTheWhole ? Set.of(attempt.entitlement()) : uncovered) {
      grants.bindLocked(
          new GrantRequest(named, attempt.subject(), entitlement, true, null, null, null, by),
          known,
          evaluator.rulesFor(entitlement),
          now);
    }
  }

  private void exerciseAuthorisations(
      AttemptedGrant attempt,
      Set<Entitlement> uncovered,
      Map<TicketRef, KnownTicket> locked,
      @Nullable Person by,
      Instant now) {
    List<Binding> waiting =
        bindings.liveOf(attempt.subject()).stream()
            .filter(binding -> binding.exercisable(now) && locked.containsKey(binding.ticket()))
            .toList();
    Optional<Binding> whole = forEntitlement(waiting, attempt.entitlement());
    List<Binding> chosen = new ArrayList<>();
    if (whole.isPresent()) {
      chosen.add(whole.get());
    } else {
      for (Entitlement part : uncovered) {
        chosen.add(
            forEntitlement(waiting, part)
                .orElseThrow(() -> TicketRequired.of(attempt, part, rules)));
      }
    }
    for (Binding binding : chosen) {
      KnownTicket known = locked.get(binding.ticket());
      if (known != null) {
        grants.activateLocked(binding, known, evaluator.rulesFor(binding.entitlement()), by, now);
      }
    }
  }

  private static Optional<Binding> forEntitlement(List<Binding> waiting, Entitlement wanted) {
    return waiting.stream().filter(binding -> binding.entitlement().equals(wanted)).findFirst();
  }
}
