package io.ticketgate.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides whether a ticket allows a grant. Changes nothing: the dry run and the grant are the same
 * code.
 */
public final class Evaluator {

  private final Ports.Rules rules;
  private final Ports.Roles roles;
  private final Ports.Directory directory;

  public Evaluator(Ports.Rules rules, Ports.Roles roles, Ports.Directory directory) {
    this.rules = rules;
    this.roles = roles;
    this.directory = directory;
  }

  /**
   * The rules for an entitlement and for all that it brings along, in the order of their names: the
   * evidence must not depend on the order in which roles were found.
   *
   * @return empty when nothing protects it
   */
  public List<Rule> rulesFor(Entitlement entitlement) {
    Map<String, Rule> found = new LinkedHashMap<>();
    roles.closure(entitlement).stream()
        .flatMap(part -> rules.protecting(part).stream())
        .forEach(rule -> found.put(rule.id(), rule));
    return found.values().stream()
        .sorted(Comparator.comparing(Rule::name).thenComparing(Rule::id))
        .toList();
  }

  /**
   * Evaluates every check of every rule.
   *
   * @param applicable the rules, at least one
   * @param uses how often the ticket has been used for this already
   */
  public Decision decide(
      GrantRequest request, KnownTicket known, List<Rule> applicable, int uses, Instant now) {
    Lifespan lifespan = Lifespan.of(request, known.ticket(), applicable, now);
    Set<Entitlement> granted = roles.closure(request.entitlement());
    List<CheckResult> results = new ArrayList<>();
    Map<String, Person> approvers = new LinkedHashMap<>();
    for (Rule rule : applicable) {
      TicketChecks checks = new TicketChecks(rule, request, granted, known, directory, now);
      results.addAll(checks.run(lifespan, uses));
      checks.approvers().forEach(person -> approvers.putIfAbsent(person.id(), person));
    }
    if (results.stream().anyMatch(CheckResult::failed)) {
      return new Decision.Denied(results);
    }
    return new Decision.Allowed(
        results,
        applicable,
        List.copyOf(approvers.values()),
        lifespan.start(),
        lifespan.end(request));
  }
}
