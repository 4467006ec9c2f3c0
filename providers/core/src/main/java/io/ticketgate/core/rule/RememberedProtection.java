package io.ticketgate.core.rule;

import io.ticketgate.core.access.Entitlement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which rules keep protecting an entitlement whose name or attribute no longer says so. Anyone who
 * may edit a role could otherwise take it out of a rule by renaming it.
 *
 * @param ruleIds ids of the rules, by the id of the entitlement
 */
public record RememberedProtection(Map<String, Set<String>> ruleIds) {

  /** Nothing is remembered. */
  public static final RememberedProtection NONE = new RememberedProtection(Map.of());

  public RememberedProtection {
    Map<String, Set<String>> copy = new HashMap<>();
    ruleIds.forEach((id, rules) -> copy.put(id, Set.copyOf(rules)));
    ruleIds = Map.copyOf(copy);
  }

  /** Returns whether the rule keeps protecting the entitlement. */
  public boolean holds(Rule rule, Entitlement entitlement) {
    return holds(rule.id(), entitlement.id());
  }

  /** The same by the ids of both. */
  public boolean holds(String ruleId, String entitlementId) {
    return ruleIds.getOrDefault(entitlementId, Set.of()).contains(ruleId);
  }
}
