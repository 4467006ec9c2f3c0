package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import java.util.Collection;
import java.util.List;

/**
 * What rules say about groups and composite roles that carry a protected role: whether they may,
 * and what happens to the people who are in them already.
 */
final class Structures {

  private final Roles roles;
  private final Reports reports;

  Structures(Roles roles, Reports reports) {
    this.roles = roles;
    this.reports = reports;
  }

  /**
   * Refuses a structure that some rule does not allow.
   *
   * @throws GateException.Refused {@code structural_grant_refused}
   */
  void requireAllowed(Attempt attempt, Collection<Entitlement> parts, Judging judging) {
    if (!attempt.subject().structure()) {
      return;
    }
    for (Entitlement part : parts) {
      for (Rule rule : judging.closures().deciding(part)) {
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
  void requireBoundMembers(Attempt attempt, Collection<Entitlement> parts, Judging judging) {
    if (!attempt.subject().structure()) {
      return;
    }
    for (Entitlement part : parts) {
      List<Rule> deciding = judging.closures().deciding(part);
      List<Subject> unbound = roles.unbound(part, attempt.subject(), judging.now());
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
      unbound.forEach(
          member -> reports.unbound(member, part, deciding, judging.by(), judging.now()));
    }
  }

  static GateException.Refused refused(String message) {
    return new GateException.Refused(ErrorCode.STRUCTURAL_GRANT_REFUSED, message, List.of());
  }

  static String capital(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
