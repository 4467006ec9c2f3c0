package io.ticketgate.core.rule;

import io.ticketgate.core.access.Subject;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Decides how strictly rules guard the attributes by which they know people and subjects: which
 * accounts are one person's, who owns a client, who reviews a grant, which configuration item a
 * ticket has to be about. Whoever may write one of these decides in the place of those whom the
 * rule means.
 */
public final class DecidingAttributes {

  private final Supplier<List<Rule>> rules;

  /**
   * @param rules those that are not off
   */
  public DecidingAttributes(Supplier<List<Rule>> rules) {
    this.rules = rules;
  }

  /** Returns whether a rule decides anything by it, of anybody. */
  public boolean decides(String attribute) {
    return strictest(rule -> tellsPeopleApart(rule, attribute) || names(rule, attribute, true))
        != Mode.OFF;
  }

  /**
   * How strictly it is guarded in an account that is being made, which has no grants yet: its maker
   * says all else about it, but not whose it is.
   */
  public Mode ofNewAccount(String attribute) {
    return strictest(rule -> tellsPeopleApart(rule, attribute));
  }

  /** How strictly it is guarded in what was there before; {@link Mode#OFF} for not at all. */
  public Mode of(Subject subject, String attribute) {
    boolean account =
        subject.kind() == Subject.Kind.USER || subject.kind() == Subject.Kind.SERVICE_ACCOUNT;
    return strictest(
        rule ->
            (account && tellsPeopleApart(rule, attribute))
                || names(rule, attribute, subject.ownable()));
  }

  private static boolean tellsPeopleApart(Rule rule, String attribute) {
    return attribute.equals(rule.separationOfDuties().personAttribute());
  }

  private static boolean names(Rule rule, String attribute, boolean ownable) {
    Rule.Reviews reviews = rule.lifetime().reviews();
    Rule.Ownership ownership = rule.ownership();
    return (reviews != null && attribute.equals(reviews.attribute()))
        || Objects.equals(attribute, rule.tickets().configurationItemAttribute())
        || (ownable && ownership != null && attribute.equals(ownership.attribute()));
  }

  private Mode strictest(Predicate<Rule> deciding) {
    return rules.get().stream()
        .filter(deciding)
        .map(Rule::mode)
        .max(Comparator.naturalOrder())
        .orElse(Mode.OFF);
  }
}
