package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.rule.Rule;
import java.util.Collection;
import java.util.Optional;

/**
 * Decides whether somebody may answer for a service account or a client: they are an enabled
 * person, and hold the role that rules ask of owners.
 */
public final class OwnerDuty {

  private final Directory directory;

  public OwnerDuty(Directory directory) {
    this.directory = directory;
  }

  /** What becomes of what somebody answers for. */
  public sealed interface Verdict {}

  /** They may answer for it. */
  public record Fit() implements Verdict {}

  /** They are deleted or disabled. */
  public record Gone() implements Verdict {}

  /** They are there, and do not hold the role that a rule asks of owners. */
  public record WithoutRole(String rule, String role) implements Verdict {

    /** What they are told who make somebody the owner. */
    public String sentence() {
      return "The owner must hold role "
          + role
          + ", as rule "
          + rule
          + " demands (owner.role). Name an owner who holds it.";
    }
  }

  /** Nothing is known of them, so nothing follows from it. */
  public record Unknown() implements Verdict {}

  /**
   * What is known of an owner by the rules for what they answer for.
   *
   * @param rules those that decide
   */
  public Verdict of(String ownerId, Collection<Rule> rules) {
    try {
      return switch (directory.presence(ownerId)) {
        case THERE -> lacking(ownerId, rules).<Verdict>map(each -> each).orElse(new Fit());
        case GONE -> new Gone();
        case UNKNOWN -> new Unknown();
      };
    } catch (RuntimeException away) {
      return new Unknown(); // a directory that went away after it had shown the account
    }
  }

  /** The first rule whose role for owners somebody does not hold; empty where they may own. */
  public Optional<WithoutRole> lacking(String ownerId, Collection<Rule> rules) {
    return rules.stream()
        .flatMap(rule -> demand(rule).stream())
        .filter(demand -> !directory.holds(ownerId, demand.role()))
        .findFirst();
  }

  private static Optional<WithoutRole> demand(Rule rule) {
    return Optional.ofNullable(rule.ownership())
        .map(Rule.Ownership::role)
        .map(role -> new WithoutRole(rule.name(), role));
  }
}
