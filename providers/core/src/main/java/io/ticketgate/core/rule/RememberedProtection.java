package io.ticketgate.core.rule;

import io.ticketgate.core.access.Entitlement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Why rules keep protecting an entitlement whose name or attribute no longer says so. Anyone who
 * may edit a role could otherwise take it out of a rule by renaming it.
 *
 * <p>A rule holds what it has protected through every edit of the rule. Where the rule was deleted,
 * one that is made again, or another, protects by what the entitlement was: the facts.
 *
 * @param ruleIds ids of the rules, by the id of the entitlement
 * @param facts what it was called or marked with, by the id of the entitlement
 */
public record RememberedProtection(
    Map<String, Set<String>> ruleIds, Map<String, Set<RememberedFact>> facts) {

  /** Nothing is remembered. */
  public static final RememberedProtection NONE = new RememberedProtection(Map.of(), Map.of());

  public RememberedProtection {
    Map<String, Set<String>> copy = new HashMap<>();
    ruleIds.forEach((id, rules) -> copy.put(id, Set.copyOf(rules)));
    ruleIds = Map.copyOf(copy);
    Map<String, Set<RememberedFact>> factsCopy = new HashMap<>();
    facts.forEach((id, known) -> factsCopy.put(id, Set.copyOf(known)));
    facts = Map.copyOf(factsCopy);
  }

  /** Where nothing is known but the rules. */
  public RememberedProtection(Map<String, Set<String>> ruleIds) {
    this(ruleIds, Map.of());
  }

  /** Returns whether the rule keeps protecting the entitlement. */
  public boolean holds(Rule rule, Entitlement entitlement) {
    return ruleIds.getOrDefault(entitlement.id(), Set.of()).contains(rule.id())
        || facts.getOrDefault(entitlement.id(), Set.of()).stream()
            .anyMatch(fact -> fact.matches(rule.protects()));
  }

  /** Returns whether it is remembered already that the rule protected the entitlement by a fact. */
  public boolean knows(String ruleId, String entitlementId, RememberedFact fact) {
    return ruleIds.getOrDefault(entitlementId, Set.of()).contains(ruleId)
        && facts.getOrDefault(entitlementId, Set.of()).contains(fact);
  }
}
