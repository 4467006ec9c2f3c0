package io.ticketgate.core.rule;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a rule that say how strongly people log in. */
final class StepUpFields extends FieldValues {

  StepUpFields(Map<String, List<String>> config) {
    super(config);
  }

  /** How strongly; null for as they like. */
  Rule.@Nullable StepUp stepUp() {
    String acr = word(RuleField.STEP_UP_ACR);
    if (acr == null) {
      if (!RuleField.STEP_UP_MAX_AGE
          .byDefault()
          .equals(Optional.ofNullable(word(RuleField.STEP_UP_MAX_AGE)))) {
        throw invalid(
            RuleField.STEP_UP_ACR.key(),
            "stepUp.maxAge says how long a login counts, and stepUp.acr does not say which one.");
      }
      return null;
    }
    if (acr.chars().anyMatch(c -> Character.isWhitespace(c) || c == '"' || c == '\\')) {
      throw invalid(
          RuleField.STEP_UP_ACR.key(),
          "stepUp.acr is one value of acr, such as 2 or gold, without space, quotation mark or"
              + " backslash.");
    }
    if (acr.matches("0+")) {
      throw invalid(
          RuleField.STEP_UP_ACR.key(), "Every login is of level 0, so stepUp.acr asks for more.");
    }
    if (list(RuleField.REALM_ROLES).isEmpty()
        && list(RuleField.CLIENT_ROLES).isEmpty()
        && word(RuleField.ATTRIBUTE) == null) {
      throw invalid(
          RuleField.STEP_UP_ACR.key(),
          "stepUp is about the roles in tokens of people, and this rule protects no role.");
    }
    return new Rule.StepUp(acr, duration(RuleField.STEP_UP_MAX_AGE, Duration.ofMinutes(1)));
  }
}
