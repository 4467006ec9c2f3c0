package io.ticketgate.core.rule;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads how long a grant lasts, how it is reviewed, and what happens when nobody uses it or the
 * rule changes.
 */
final class LifetimeFields extends FieldValues {

  private static final int LONGEST_REFERENCE = 100;

  LifetimeFields(Map<String, List<String>> config) {
    super(config);
  }

  Rule.Lifetime lifetime() {
    Rule.Reviews reviews = reviews();
    Duration max = maximum(reviews);
    Duration byDefault =
        word(RuleField.LIFETIME_DEFAULT) == null
            ? max
            : duration(RuleField.LIFETIME_DEFAULT, Duration.ofSeconds(1));
    if (byDefault.compareTo(max) > 0) {
      throw invalid(
          RuleField.LIFETIME_DEFAULT.key(),
          "lifetime.default (" + byDefault + ") is longer than lifetime.max (" + max + ").");
    }
    return new Rule.Lifetime(max, byDefault, reviews, dormancy());
  }

  /** A grant without an end is one that somebody looks at again and again. */
  private Duration maximum(Rule.@Nullable Reviews reviews) {
    if (!"none".equals(word(RuleField.LIFETIME_MAX))) {
      return duration(RuleField.LIFETIME_MAX, Duration.ofSeconds(1));
    }
    if (reviews == null) {
      throw invalid(
          RuleField.LIFETIME_MAX.key(),
          "lifetime.max is none only with lifetime.reviewEvery: set one, or a longest life.");
    }
    return Rule.Lifetime.UNLIMITED;
  }

  private Rule.@Nullable Reviews reviews() {
    if (word(RuleField.REVIEW_EVERY) == null) {
      for (RuleField field : List.of(RuleField.REVIEWS_BY, RuleField.REVIEWS_RISK_ANALYSIS)) {
        requireUnset(field, RuleField.REVIEW_EVERY);
      }
      return null;
    }
    Duration every = duration(RuleField.REVIEW_EVERY, Duration.ofSeconds(1));
    String analysis = word(RuleField.REVIEWS_RISK_ANALYSIS);
    if (analysis != null
        && (analysis.length() > LONGEST_REFERENCE
            || analysis.chars().anyMatch(Character::isISOControl))) {
      throw invalid(
          RuleField.REVIEWS_RISK_ANALYSIS.key(),
          "reviews.riskAnalysis is a reference of 1 to "
              + LONGEST_REFERENCE
              + " printable characters.");
    }
    String by = required(RuleField.REVIEWS_BY);
    if (by.matches("attribute:.+")) {
      return new Rule.Reviews(
          every, Rule.ReviewedBy.ATTRIBUTE, by.substring("attribute:".length()), analysis);
    }
    if (by.equals("approverRole")) {
      if (word(RuleField.APPROVER_ROLE) == null) {
        throw invalid(
            RuleField.REVIEWS_BY.key(),
            "reviews.by is approverRole, but the rule has no tickets.approverRole; set one of them"
                + " otherwise.");
      }
      return new Rule.Reviews(every, Rule.ReviewedBy.APPROVER_ROLE, null, analysis);
    }
    if (!by.equals("owner")) {
      throw invalid(
          RuleField.REVIEWS_BY.key(),
          "reviews.by is 'owner', 'approverRole' or 'attribute:<name>'.");
    }
    return new Rule.Reviews(every, Rule.ReviewedBy.OWNER, null, analysis);
  }

  /** What becomes of live bindings when the rule changes. */
  Rule.Change onChange() {
    Rule.OnChange action =
        switch (choice(RuleField.ON_CHANGE, "keep", "review", "revoke")) {
          case "review" -> Rule.OnChange.REVIEW;
          case "revoke" -> Rule.OnChange.REVOKE;
          default -> Rule.OnChange.KEEP;
        };
    if (action != Rule.OnChange.REVIEW) {
      String only = RuleField.ON_CHANGE.key() + ": review";
      requireUnset(RuleField.REVIEWS_AFTER_CHANGE, only);
    }
    return new Rule.Change(action, duration(RuleField.REVIEWS_AFTER_CHANGE, Duration.ofSeconds(1)));
  }

  private Rule.@Nullable Dormancy dormancy() {
    if (word(RuleField.DORMANT_AFTER) == null) {
      requireUnset(RuleField.ON_DORMANT, RuleField.DORMANT_AFTER);
      return null;
    }
    return new Rule.Dormancy(
        duration(RuleField.DORMANT_AFTER, Duration.ofSeconds(1)),
        switch (choice(RuleField.ON_DORMANT, "report", "suspend", "revoke")) {
          case "suspend" -> Rule.OnDormant.SUSPEND;
          case "revoke" -> Rule.OnDormant.REVOKE;
          default -> Rule.OnDormant.REPORT;
        });
  }

  /** A field that takes effect only beside another asks for nothing without it. */
  private void requireUnset(RuleField field, RuleField without) {
    requireUnset(field, without.key());
  }

  private void requireUnset(RuleField field, String without) {
    // The console's form sends defaults along.
    List<String> values = list(field);
    if (!values.isEmpty() && !values.equals(field.byDefault().stream().toList())) {
      throw invalid(field.key(), field.key() + " has no effect without " + without + "; set both.");
    }
  }
}
