package io.ticketgate.policy;

import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.condition.Conditions;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Protection;
import io.ticketgate.core.rule.RememberedProtection;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.Identities;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Requests;
import io.ticketgate.spi.Ticket;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Has examples judged by all rules of the files, by the code that decides on grants: what {@code
 * POST /evaluations} does in a realm.
 */
final class ExampleJudge {

  private final List<Rule> rules;
  private final Conditions conditions;

  ExampleJudge(List<Rule> rules, Conditions conditions) {
    this.rules = rules.stream().filter(rule -> rule.mode() != Mode.OFF).toList();
    this.conditions = conditions;
  }

  Outcome judge(Example example) {
    ExampleRealm realm = example.realm();
    Evaluator evaluator =
        new Evaluator(
            new Protection(rules, realm::marks, () -> RememberedProtection.NONE),
            realm,
            realm,
            conditions,
            Requests.NONE);
    Closures closures = evaluator.closures();
    List<String> applicable =
        closures.rulesFor(example.request().entitlement()).stream().map(Rule::name).toList();
    if (applicable.isEmpty()) {
      return new Outcome(
          example,
          applicable,
          List.of(),
          example.expected() instanceof Example.Unprotected
              ? ""
              : "no rule protects " + example.request().entitlement().label());
    }
    Decision decision =
        evaluator.decide(
            example.request(), known(example), closures, example.uses(), example.now());
    return new Outcome(
        example, applicable, decision.checks(), surprise(example.expected(), decision, applicable));
  }

  /** As the ticket would be known after all its records came in. */
  private static KnownTicket known(Example example) {
    KnownTicket known = null;
    for (Ticket record : example.tickets()) {
      known =
          KnownTicket.next(known, record, Identities.now(record, example.realm(), example.now()));
    }
    if (known == null) {
      throw new IllegalStateException("An example has a ticket.");
    }
    return known;
  }

  private static String surprise(Example.Expected expected, Decision decision, List<String> rules) {
    if (expected instanceof Example.Unprotected) {
      return "expected that no rule applies; these do: " + String.join(", ", rules);
    }
    if (decision instanceof Decision.Allowed allowed) {
      if (expected instanceof Example.Allowed wanted) {
        return wanted.expiresAt() == null || wanted.expiresAt().equals(allowed.expiresAt())
            ? ""
            : "expected that it ends at "
                + wanted.expiresAt()
                + "; it ends at "
                + allowed.expiresAt();
      }
      return "expected that it is denied; it is allowed";
    }
    return surprise(expected, (Decision.Denied) decision);
  }

  private static String surprise(Example.Expected expected, Decision.Denied denied) {
    Set<CheckResult.Id> failed =
        denied.checks().stream()
            .filter(CheckResult::failed)
            .map(CheckResult::id)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(CheckResult.Id.class)));
    String code = denied.reason().code().code();
    if (!(expected instanceof Example.Denied wanted)) {
      return "expected that it is allowed; it is denied by " + words(failed) + " (" + code + ")";
    }
    if (wanted.failed() != null && !wanted.failed().equals(failed)) {
      return "expected that it is denied by "
          + words(wanted.failed())
          + "; it is denied by "
          + words(failed);
    }
    return wanted.code() == null || wanted.code().code().equals(code)
        ? ""
        : "expected code " + wanted.code().code() + "; it is " + code;
  }

  private static String words(Set<CheckResult.Id> failed) {
    return failed.isEmpty()
        ? "no check"
        : failed.stream().map(CheckResult.Id::word).collect(Collectors.joining(", "));
  }
}
