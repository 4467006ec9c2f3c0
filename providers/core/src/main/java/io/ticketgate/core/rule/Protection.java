package io.ticketgate.core.rule;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.EntitlementName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Decides which rules protect an entitlement: by its name, by an attribute that marks it, or by
 * what is remembered of it. Changes nothing.
 *
 * <p>The three are asked in this order, and the next one only where the one before says no: a name
 * costs nothing, an attribute a look at the role, the memory perhaps a query.
 */
public final class Protection implements Rules {

  /** Why a rule protects an entitlement; the cheapest reason that holds. */
  public enum Ground {
    NAME,
    ATTRIBUTE,
    MEMORY
  }

  private final List<Rule> rules;
  private final Function<Entitlement, Map<String, List<String>>> attributes;
  private final Supplier<RememberedProtection> remembered;

  /**
   * @param rules those that are not off; or all of them, to remember what each would protect
   * @param attributes of an entitlement; empty where it does not exist
   * @param remembered asked only where neither name nor attribute decides
   */
  public Protection(
      List<Rule> rules,
      Function<Entitlement, Map<String, List<String>>> attributes,
      Supplier<RememberedProtection> remembered) {
    this.rules = List.copyOf(rules);
    this.attributes = attributes;
    this.remembered = remembered;
  }

  /** The rules that are asked. */
  public List<Rule> rules() {
    return rules;
  }

  /** Why the rule protects the entitlement; empty when it does not. */
  public Optional<Ground> ground(Rule rule, Entitlement entitlement) {
    if (rule.protects().matches(entitlement.name())) {
      return Optional.of(Ground.NAME);
    }
    if (rule.protects().attributeName() != null
        && rule.protects().matches(attributes.apply(entitlement))) {
      return Optional.of(Ground.ATTRIBUTE);
    }
    return remembered.get().holds(rule, entitlement)
        ? Optional.of(Ground.MEMORY)
        : Optional.empty();
  }

  @Override
  public List<Rule> protecting(Entitlement entitlement) {
    return those(rule -> ground(rule, entitlement).isPresent());
  }

  /** The rules that would protect an entitlement that does not exist yet. */
  public List<Rule> protectingNew(EntitlementName name, Map<String, List<String>> withAttributes) {
    return those(rule -> rule.protects().matches(name) || rule.protects().matches(withAttributes));
  }

  /**
   * Returns whether some rule protects the entitlement by its name or by memory. The entitlement
   * itself is not looked at: what an attribute marks is remembered.
   */
  public boolean protectsByNameOrMemory(Entitlement entitlement) {
    return rules.stream()
        .anyMatch(
            rule ->
                rule.protects().matches(entitlement.name())
                    || remembered.get().holds(rule, entitlement));
  }

  /**
   * Returns whether a rename has brought the entitlement under a rule, and none protected it
   * before.
   *
   * @param before the name that was given up
   */
  public boolean newlyProtects(Entitlement entitlement, EntitlementName before) {
    List<Rule> protecting = protecting(entitlement);
    Entitlement asItWas = new Entitlement(entitlement.id(), before);
    return !protecting.isEmpty()
        && protecting.stream().allMatch(rule -> ground(rule, asItWas).isEmpty());
  }

  /**
   * The mode of the strictest rule that protected an entitlement under the name it gives up; off
   * where none did.
   */
  public Mode modeAs(Entitlement entitlement, EntitlementName before) {
    return protecting(new Entitlement(entitlement.id(), before)).stream()
        .map(Rule::mode)
        .max(Comparator.naturalOrder())
        .orElse(Mode.OFF);
  }

  /**
   * Returns whether an enforced rule protects the entitlement, and none of them does so by its
   * name.
   */
  public boolean restsOnAttributeOrMemory(Entitlement entitlement) {
    List<Rule> protecting = protecting(entitlement);
    return protecting.stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE)
        && protecting.stream().noneMatch(rule -> rule.protects().matches(entitlement.name()));
  }

  /** The rules to remember for an entitlement that gives up this name. */
  public List<Rule> toRememberBy(EntitlementName before) {
    return those(rule -> rule.protects().matches(before));
  }

  /** The rules to remember for an entitlement that an attribute marks, since it may be removed. */
  public List<Rule> toRememberByAttribute(Entitlement entitlement) {
    Map<String, List<String>> marks = attributes.apply(entitlement);
    return those(rule -> rule.protects().matches(marks));
  }

  private List<Rule> those(Predicate<Rule> wanted) {
    return rules.stream().filter(wanted).toList();
  }
}
