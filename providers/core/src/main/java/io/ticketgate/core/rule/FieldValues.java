package io.ticketgate.core.rule;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a rule's fields, each read as what it has to be. */
abstract class FieldValues {

  private static final Duration LONGEST = Duration.ofDays(366);

  private final Map<String, List<String>> config;

  /**
   * @param config field name to values; a missing field takes its default
   */
  FieldValues(Map<String, List<String>> config) {
    this.config = config;
  }

  final Map<String, List<String>> config() {
    return config;
  }

  final List<String> list(RuleField field) {
    return config().getOrDefault(field.key(), List.of()).stream()
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  final @Nullable String word(RuleField field) {
    List<String> values = list(field);
    if (values.size() > 1) {
      throw invalid(field.key(), field.key() + " takes one value.");
    }
    return values.isEmpty() ? field.byDefault().orElse(null) : values.get(0);
  }

  final String required(RuleField field) {
    String word = word(field);
    if (word == null) {
      throw invalid(field.key(), field.key() + " is missing.");
    }
    return word;
  }

  final String choice(RuleField field, String... words) {
    String word = required(field);
    if (!Arrays.asList(words).contains(word)) {
      throw invalid(field.key(), field.key() + " is one of " + String.join(", ", words) + ".");
    }
    return word;
  }

  final boolean flag(RuleField field) {
    return choice(field, "true", "false").equals("true");
  }

  final int number(RuleField field, int least, int most) {
    try {
      int number = Integer.parseInt(required(field));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // answered below, in the same words as a number out of range
    }
    throw invalid(
        field.key(), field.key() + " is a whole number from " + least + " to " + most + ".");
  }

  final Duration duration(RuleField field, Duration least) {
    try {
      Duration duration = Duration.parse(required(field));
      if (duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException notADuration) {
      // answered below, in the same words as a duration out of range
    }
    throw invalid(
        field.key(),
        field.key()
            + " is an ISO 8601 duration such as PT8H or P30D, from "
            + least
            + " to "
            + LONGEST.toDays()
            + " days.");
  }

  static GateException.Invalid invalid(String field, String message) {
    return new GateException.Invalid(ErrorCode.RULE_INVALID, field, message);
  }
}
