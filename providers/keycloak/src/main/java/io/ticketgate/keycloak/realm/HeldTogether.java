package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.evidence.Digest;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.spi.EntitlementName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Who holds roles together that a rule lets nobody combine: since before the rule, or because it
 * was written past the gate. They are reported and not taken away, since nobody but people can say
 * which of the roles is to go.
 *
 * @param rule the rule with the set
 * @param roles the roles of the set that the person holds, in the order of their names
 */
public record HeldTogether(Subject subject, Rule rule, List<String> roles) {

  private static final int SHORT = 32;

  public HeldTogether {
    roles = List.copyOf(roles);
  }

  /** Of every set of these rules. */
  public static List<HeldTogether> of(List<Rule> rules, KeycloakRoles realm) {
    List<HeldTogether> all = new ArrayList<>();
    for (Rule rule : rules) {
      for (List<String> set : rule.separationOfDuties().exclusiveRoles()) {
        all.addAll(ofSet(rule, set, realm));
      }
    }
    return all;
  }

  private static List<HeldTogether> ofSet(Rule rule, List<String> set, KeycloakRoles realm) {
    Map<Subject, TreeSet<String>> held = new LinkedHashMap<>();
    for (int i = 0; i < set.size(); i++) {
      for (String other : set.subList(i + 1, set.size())) {
        String one = set.get(i);
        for (Subject person :
            realm.holdersOfBoth(EntitlementName.role(one), EntitlementName.role(other))) {
          held.computeIfAbsent(person, each -> new TreeSet<>()).addAll(List.of(one, other));
        }
      }
    }
    return held.entrySet().stream()
        .map(each -> new HeldTogether(each.getKey(), rule, List.copyOf(each.getValue())))
        .toList();
  }

  /** A short name for it beside the ids of entitlements, of which none has a colon. */
  public String key() {
    Digest digest = new Digest().field("rule", rule.id());
    roles.forEach(role -> digest.field("role", role));
    return "x:" + digest.hex().substring(0, SHORT);
  }
}
