package io.ticketgate.core.gate;

import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.GuardedGrants.Guarded;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.spi.EntitlementName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Holds the sets of roles that one person may not combine, for every grant: also of a role that no
 * rule protects, and by a group or composite role that grows under people who are in it.
 */
public final class Exclusions {

  private final Supplier<List<Rule>> rules;
  private final Roles roles;
  private final Reports reports;

  /**
   * @param rules those that are not off
   */
  public Exclusions(Supplier<List<Rule>> rules, Roles roles, Reports reports) {
    this.rules = rules;
    this.roles = roles;
    this.reports = reports;
  }

  /** Returns whether the grant brings along a role of such a set. */
  boolean concerns(AttemptedGrant attempt, Closures closures) {
    if (attempt.entitlement().credential()) {
      return false;
    }
    return rules.get().stream()
        .flatMap(rule -> rule.separationOfDuties().exclusiveRoles().stream())
        .anyMatch(set -> !gained(set, attempt, closures).isEmpty());
  }

  /**
   * Judges grants that are made already: who holds what is looked up with them.
   *
   * @throws GateException.Refused {@code separation_of_duties} when an enforced rule has such a set
   */
  void judge(Guarded one, Judging judging) {
    AttemptedGrant attempt = one.attempt();
    if (attempt.entitlement().credential()) {
      return;
    }
    List<Rule> checked = judging.closures().rulesFor(attempt.entitlement());
    for (Rule rule : rules.get()) {
      // What an audited rule thinks of a grant that it protects is reported with its other checks.
      if (rule.mode() != Mode.ENFORCE && checked.contains(rule) && !attempt.subject().structure()) {
        continue;
      }
      for (List<String> set : rule.separationOfDuties().exclusiveRoles()) {
        judge(rule, set, attempt, judging);
      }
    }
  }

  private void judge(Rule rule, List<String> set, AttemptedGrant attempt, Judging judging) {
    Set<String> gained = gained(set, attempt, judging.closures());
    if (gained.isEmpty()) {
      return;
    }
    Set<String> together = new TreeSet<>(gained);
    if (attempt.subject().structure()) {
      set.stream()
          .filter(role -> someoneHolds(attempt.subject(), role, gained))
          .forEach(together::add);
      if (together.size() > 1
          && together.equals(gained)
          && !roles.sharedHolder(attempt.subject(), name(together.iterator().next()))) {
        return; // nobody is in it yet, and whoever comes is judged then
      }
    } else {
      Set<String> held = held(attempt.subject(), judging.closures());
      set.stream().filter(held::contains).forEach(together::add);
    }
    if (together.size() < 2) {
      return;
    }
    GateException.Refused refusal = refusal(rule, together, attempt.subject());
    if (rule.mode() == Mode.ENFORCE) {
      throw refusal;
    }
    reports.wouldRefuse(attempt, List.of(rule), refusal, judging.by(), judging.now());
  }

  private boolean someoneHolds(Subject structure, String role, Set<String> gained) {
    return !gained.contains(role) && roles.sharedHolder(structure, name(role));
  }

  private static EntitlementName name(String role) {
    return EntitlementName.role(role);
  }

  private static Set<String> gained(List<String> set, AttemptedGrant attempt, Closures closures) {
    Set<String> names =
        closures.of(attempt.entitlement()).stream()
            .map(part -> part.name().toString())
            .collect(Collectors.toSet());
    return set.stream().filter(names::contains).collect(Collectors.toSet());
  }

  private Set<String> held(Subject person, Closures closures) {
    return roles.direct(person).stream()
        .flatMap(holding -> closures.of(holding.role()).stream())
        .map(part -> part.name().toString())
        .collect(Collectors.toSet());
  }

  private static GateException.Refused refusal(Rule rule, Set<String> together, Subject subject) {
    return new GateException.Refused(
        ErrorCode.SEPARATION_OF_DUTIES,
        "Rule "
            + rule.name()
            + " does not let one person hold "
            + String.join(" and ", together)
            + " together"
            + (subject.structure()
                ? ", and someone who has roles by " + subject.label() + " would"
                : "")
            + ". Remove one of them first.",
        List.of());
  }
}
