package io.ticketgate.core.rule;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.EntitlementName;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decides how strictly rules guard the roles that they name without protecting them: the role that
 * an approver must hold, the role of anyone who makes emergency grants, the role of owners, and the
 * roles that one person may not combine. Anyone who may hand out the first three makes somebody an
 * approver or an owner, or lets somebody do without an approver. Anyone who may rename one of them
 * makes the rule mean another role.
 *
 * <p>A role is known by its name, whatever its case, and by the id that the directory finds for the
 * name: the database decides which names are equal. One refusal too many costs a ticket, one too
 * few is a way around the rule.
 *
 * <p>Made for one judging; not thread-safe.
 */
public final class NamedRoles {

  private final Supplier<List<Rule>> rules;
  private final Function<EntitlementName, Optional<String>> ids;
  private final Map<String, Optional<String>> found = new HashMap<>();

  /**
   * @param rules those that are not off
   * @param ids finds the id of the role that has a name now
   */
  public NamedRoles(Supplier<List<Rule>> rules, Function<EntitlementName, Optional<String>> ids) {
    this.rules = rules;
    this.ids = ids;
  }

  /**
   * The mode of the strictest rule for which this makes somebody an approver or an owner, or lets
   * them make emergency grants. What an enforced rule protects, with all that it brings along, is
   * not counted: that rule asks for a ticket.
   *
   * @return {@link Mode#OFF} when nobody comes to count for a rule by it
   */
  public Mode handingOut(Entitlement entitlement, Closures closures) {
    List<Rule> asking =
        rules.get().stream().filter(rule -> counting(rule).findAny().isPresent()).toList();
    if (asking.isEmpty()) {
      return Mode.OFF;
    }
    Set<Entitlement> parts = new HashSet<>(closures.of(entitlement));
    closures.of(entitlement).stream()
        .filter(closures::enforced)
        .forEach(part -> parts.removeAll(closures.of(part)));
    return strictest(
        asking.stream()
            .filter(
                rule ->
                    parts.stream()
                        .anyMatch(part -> counting(rule).anyMatch(name -> names(name, part)))));
  }

  /**
   * The mode of the strictest rule whose role for approvers, for emergency grants or for owners
   * gets or loses its name.
   *
   * @param role with its new name
   * @param before the name that it gave up
   */
  public Mode renamingApprover(Entitlement role, EntitlementName before) {
    return strictest(
        rules.get().stream()
            .filter(rule -> counting(rule).anyMatch(name -> names(name, role, before))));
  }

  /**
   * The mode of the strictest rule of which a role in an exclusive set gets or loses its name.
   *
   * @param role with its new name
   * @param before the name that it gave up
   */
  public Mode renamingExclusive(Entitlement role, EntitlementName before) {
    return strictest(
        rules.get().stream()
            .filter(
                rule ->
                    rule.separationOfDuties().exclusiveRoles().stream()
                        .flatMap(Collection::stream)
                        .anyMatch(name -> names(name, role, before))));
  }

  /** The roles by which people count for a rule. */
  private static Stream<String> counting(Rule rule) {
    Rule.BreakGlass emergency = rule.breakGlass();
    Rule.Ownership ownership = rule.ownership();
    return Stream.of(
            Optional.ofNullable(rule.tickets().approverRole()),
            Optional.ofNullable(emergency).map(Rule.BreakGlass::role),
            Optional.ofNullable(ownership).map(Rule.Ownership::role))
        .flatMap(Optional::stream);
  }

  private boolean names(String named, Entitlement role, EntitlementName before) {
    return names(named, role) || named.equalsIgnoreCase(before.toString());
  }

  private boolean names(String named, Entitlement role) {
    return named.equalsIgnoreCase(role.name().toString())
        || id(named).filter(role.id()::equals).isPresent();
  }

  private Optional<String> id(String name) {
    return found.computeIfAbsent(name, each -> ids.apply(EntitlementName.role(each)));
  }

  private static Mode strictest(Stream<Rule> rules) {
    return rules.map(Rule::mode).max(Comparator.naturalOrder()).orElse(Mode.OFF);
  }
}
