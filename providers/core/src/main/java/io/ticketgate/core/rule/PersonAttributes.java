package io.ticketgate.core.rule;

import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Decides how strictly rules guard the attributes by which they know which accounts are one
 * person's. Whoever may change one makes two people of one, who then approves for themselves.
 */
public final class PersonAttributes {

  private final Supplier<List<Rule>> rules;

  /**
   * @param rules those that are not off
   */
  public PersonAttributes(Supplier<List<Rule>> rules) {
    this.rules = rules;
  }

  /** The mode of the strictest rule that knows people by it; {@link Mode#OFF} for none. */
  public Mode guarding(String attribute) {
    return rules.get().stream()
        .filter(rule -> attribute.equals(rule.separationOfDuties().personAttribute()))
        .map(Rule::mode)
        .max(Comparator.naturalOrder())
        .orElse(Mode.OFF);
  }
}
