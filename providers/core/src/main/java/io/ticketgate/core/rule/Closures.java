package io.ticketgate.core.rule;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.RoleContents;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What entitlements bring along, and which rules protect it, each looked up once. Made for one
 * judging and thrown away with it: it does not see what is written later.
 *
 * <p>Not thread-safe.
 */
public final class Closures {

  private final Rules rules;
  private final RoleContents roles;
  private final Map<Entitlement, Set<Entitlement>> closures = new HashMap<>();
  private final Map<Entitlement, List<Rule>> protecting = new HashMap<>();

  public Closures(Rules rules, RoleContents roles) {
    this.rules = rules;
    this.roles = roles;
  }

  /** The entitlement and all that it brings along. */
  public Set<Entitlement> of(Entitlement entitlement) {
    return closures.computeIfAbsent(entitlement, each -> Set.copyOf(roles.closure(each)));
  }

  /** The rules that protect this one entitlement. */
  public List<Rule> protecting(Entitlement part) {
    return protecting.computeIfAbsent(part, each -> List.copyOf(rules.protecting(each)));
  }

  /** The rules that protect one of these, each once. */
  public List<Rule> protecting(Iterable<Entitlement> parts) {
    Set<Rule> found = new LinkedHashSet<>();
    parts.forEach(part -> found.addAll(protecting(part)));
    return List.copyOf(found);
  }

  /**
   * Of the rules that protect this one entitlement those that decide: the enforced ones, or all
   * where all are audited.
   */
  public List<Rule> deciding(Entitlement part) {
    List<Rule> all = protecting(part);
    List<Rule> enforced = all.stream().filter(rule -> rule.mode() == Mode.ENFORCE).toList();
    return enforced.isEmpty() ? all : enforced;
  }

  /** Returns whether an enforced rule protects this one entitlement. */
  public boolean enforced(Entitlement part) {
    return protecting(part).stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE);
  }

  /** What a rule protects of an entitlement and all that it brings along. */
  public Set<Entitlement> protectedParts(Entitlement entitlement) {
    Set<Entitlement> parts = new LinkedHashSet<>();
    of(entitlement).stream().filter(part -> !protecting(part).isEmpty()).forEach(parts::add);
    return parts;
  }

  /**
   * The rules for an entitlement and for everything that it contains, in the order of their names:
   * the evidence must not depend on the order in which roles were found.
   *
   * @return empty when nothing protects it
   */
  public List<Rule> rulesFor(Entitlement entitlement) {
    Map<String, Rule> found = new LinkedHashMap<>();
    of(entitlement).forEach(part -> protecting(part).forEach(rule -> found.put(rule.id(), rule)));
    return found.values().stream()
        .sorted(Comparator.comparing(Rule::name).thenComparing(Rule::id))
        .toList();
  }

  /**
   * Looks up anew what roles bring along: a grant was taken back within the judging, perhaps from a
   * composite role.
   */
  public void refresh() {
    closures.clear();
  }
}
