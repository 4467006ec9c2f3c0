package io.ticketgate.core.rule;

import io.ticketgate.core.refusal.GateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how a rule allows emergency grants: all of it is said, or only that it does not. */
final class BreakGlassFields extends FieldValues {

  BreakGlassFields(Map<String, List<String>> config) {
    super(config);
  }

  /**
   * @return null where the rule allows none
   * @throws GateException.Invalid {@code rule_invalid} with the field at fault
   */
  Rule.@Nullable BreakGlass breakGlass(Rule.Lifetime lifetime) {
    boolean allowed = flag(RuleField.BREAK_GLASS_ALLOWED);
    for (RuleField field :
        List.of(
            RuleField.BREAK_GLASS_ROLE, RuleField.BREAK_GLASS_MAX, RuleField.BREAK_GLASS_REVIEW)) {
      if (allowed != (word(field) != null)) {
        throw invalid(
            field.key(),
            allowed
                ? "breakGlass.allowed is true, and " + field.key() + " is missing."
                : field.key() + " says nothing while breakGlass.allowed is false; leave it out.");
      }
    }
    if (!allowed) {
      return null;
    }
    Duration max = duration(RuleField.BREAK_GLASS_MAX, Duration.ofSeconds(1));
    if (max.compareTo(lifetime.max()) > 0) {
      throw invalid(
          RuleField.BREAK_GLASS_MAX.key(),
          "breakGlass.max (" + max + ") is longer than lifetime.max (" + lifetime.max() + ").");
    }
    return new Rule.BreakGlass(
        RuleParser.role(RuleField.BREAK_GLASS_ROLE, required(RuleField.BREAK_GLASS_ROLE)),
        max,
        duration(RuleField.BREAK_GLASS_REVIEW, Duration.ofSeconds(1)));
  }
}
