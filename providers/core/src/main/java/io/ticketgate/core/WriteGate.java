package io.ticketgate.core;

import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges the role mappings that a transaction has written, before it commits: each protected role
 * that a mapping brings along needs a live binding, or gets one from the ticket the request names
 * or from an authorisation that waits for it.
 *
 * <p>Mappings that touch no protected role cost no lock and no query.
 */
public final class WriteGate {

  private final Evaluator evaluator;
  private final Ports.Rules rules;
  private final Ports.Roles roles;
  private final Ports.Tickets tickets;
  private final Ports.Bindings bindings;
  private final Ports.Journal journal;
  private final GrantDesk grants;

  public WriteGate(
      Evaluator evaluator,
      Ports.Rules rules,
      Ports.Roles roles,
      Ports.Tickets tickets,
      Ports.Bindings bindings,
      Ports.Journal journal,
      GrantDesk grants) {
    this.evaluator = evaluator;
    this.rules = rules;
    this.roles = roles;
    this.tickets = tickets;
    this.bindings = bindings;
    this.journal = journal;
    this.grants = grants;
  }

  /** A mapping and the protected roles in its closure. */
  private record Guarded(AttemptedGrant attempt, Set<Entitlement> parts) {}

  /**
   * The mappings among these that bring a protected role along.
   *
   * @return a subset, in the same order; empty when the gate has nothing to say
   */
  public List<AttemptedGrant> guarded(Collection<AttemptedGrant> attempts) {
    return guard(attempts).stream().map(Guarded::attempt).toList();
  }

  /**
   * Allows the mappings, making or activating bindings as needed, or refuses all of them.
   *
   * @param named the ticket that the request names; null for none
   * @param by who is writing; null for the server itself
   * @throws GateException when a mapping that an enforced rule protects is not covered
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
      if (!uncovered.isEmpty()) {
        report(one.attempt(), uncovered, named, locked, by, now);
      }
    }
    if (leftovers) {
      giveBack(guarded);
    }
  }

  /**
   * Refuses the mappings for a reason that lies before any ticket, such as a ticket that cannot be
   * read. What is covered already needs none, and what no enforced rule protects is reported only.
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
        AttemptedGrant attempt = one.attempt();
        journal.wouldRefuse(attempt.subject(), attempt.entitlement(), refusal, by, now);
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
      if (!roles.direct(attempt.subject()).contains(attempt.entitlement())) {
        roles.give(attempt.subject(), attempt.entitlement());
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
      if (binding.covers(now)) {
        uncovered.removeAll(roles.closure(binding.entitlement()));
      }
    }
    return uncovered;
  }

  private void report(
      AttemptedGrant attempt,
      Set<Entitlement> uncovered,
      @Nullable TicketRef named,
      Map<TicketRef, KnownTicket> locked,
      @Nullable Person by,
      Instant now) {
    try {
      cover(attempt, uncovered, named, locked, by, now);
    } catch (GateException refusal) {
      journal.wouldRefuse(attempt.subject(), attempt.entitlement(), refusal, by, now);
    }
  }

  private void cover(
      AttemptedGrant attempt,
      Set<Entitlement> uncovered,
      @Nullable TicketRef named,
      Map<TicketRef, KnownTicket> locked,
      @Nullable Person by,
      Instant now) {
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
          new GrantRequest(named, attempt.subject(), entitlement, true, null, null, by),
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
        chosen.add(forEntitlement(waiting, part).orElseThrow(() -> ticketRequired(attempt, part)));
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

  private GateException.Refused ticketRequired(AttemptedGrant attempt, Entitlement part) {
    List<String> names = rules.protecting(part).stream().map(Rule::name).toList();
    String brings =
        part.equals(attempt.entitlement())
            ? "R" + part.label().substring(1)
            : "R"
                + attempt.entitlement().label().substring(1)
                + " brings along "
                + part.label()
                + ", which";
    return new GateException.Refused(
        ErrorCode.TICKET_REQUIRED,
        brings
            + " is protected by rule "
            + String.join(", ", names)
            + ": name an approved ticket in the header X-Ticket-Ref (system:key), or authorise the"
            + " grant first with POST ticket-gate/bindings and activate:false.",
        List.of());
  }
}
