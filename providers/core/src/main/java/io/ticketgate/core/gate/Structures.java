package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.Rules;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rules say about groups and composite roles that carry a protected role: whether they may,
 * and what happens to the people who are in them already.
 */
final class Structures {

  private final Rules rules;
  private final Roles roles;
  private final Reports reports;

  Structures(Rules rules, Roles roles, Reports reports) {
    this.rules = rules;
    this.roles = roles;
    this.reports = reports;
  }

  /** Of the rules for a role those that decide: the enforced ones, or all where all are audited. */
  List<Rule> deciding(Entitlement part) {
    List<Rule> all = rules.protecting(part);
    List<Rule> enforced = all.stream().filter(rule -> rule.mode() == Mode.ENFORCE).toList();
    return enforced.isEmpty() ? all : enforced;
  }

  /**
   * Refuses a structure that some rule does not allow.
   *
   * @throws GateException.Refused {@code structural_grant_refused}
   */
  void requireAllowed(Attempt attempt, Collection<Entitlement> parts) {
    if (!attempt.subject().structure()) {
      return;
    }
    for (Entitlement part : parts) {
      for (Rule rule : deciding(part)) {
        if (!rule.structuralGrants()) {
          throw refused(
              capital(attempt.subject().label())
                  + " may not carry "
                  + part.label()
                  + ": rule "
                  + rule.name()
                  + " requires a ticket of their own for each person. Assign the role to people,"
                  + " or set structuralGrants in the rule.");
        }
      }
    }
  }

  /**
   * Everyone who is in the structure holds its roles from now on, so each of them needs a binding,
   * unless the rule only wants them listed.
   *
   * @throws GateException.Refused {@code structural_grant_refused}
   */
  void requireBoundMembers(
      Attempt attempt, Collection<Entitlement> parts, @Nullable Person by, Instant now) {
    if (!attempt.subject().structure()) {
      return;
    }
    for (Entitlement part : parts) {
      List<Rule> deciding = deciding(part);
      List<Subject> unbound = roles.unbound(part, attempt.subject(), now);
      if (unbound.isEmpty()) {
        continue;
      }
      for (Rule rule : deciding) {
        if (!rule.unbound().listMembers()) {
          throw refused(
              "Some people in "
                  + attempt.subject().label()
                  + " have no ticket for "
                  + part.label()
                  + ", and rule "
                  + rule.name()
                  + " requires one for each person. Bind these people first, remove them, or set"
                  + " unboundMembers to list.");
        }
      }
      unbound.forEach(member -> reports.unbound(member, part, deciding, by, now));
    }
  }

  static GateException.Refused refused(String message) {
    return new GateException.Refused(ErrorCode.STRUCTURAL_GRANT_REFUSED, message, List.of());
  }

  static String capital(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
