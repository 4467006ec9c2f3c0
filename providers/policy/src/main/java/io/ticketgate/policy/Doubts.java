package io.ticketgate.policy;

import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.rule.Mode;
import java.util.ArrayList;
import java.util.List;

/** What can be saved and is perhaps not meant. */
final class Doubts {

  private Doubts() {}

  static List<Finding> of(List<RuleFile> rules, List<Outcome> outcomes) {
    List<Finding> doubts = new ArrayList<>();
    for (RuleFile rule : rules) {
      mode(rule, doubts);
      examples(rule, outcomes, doubts);
    }
    for (Outcome outcome : outcomes) {
      if (outcome.example().expected() instanceof Example.Denied denied
          && denied.failed() == null
          && denied.code() == null) {
        doubts.add(
            Finding.warning(
                outcome.example().place(),
                "",
                "expect",
                "The example passes whatever denies it; add 'failed' or 'code'."));
      }
    }
    return doubts;
  }

  private static void mode(RuleFile rule, List<Finding> doubts) {
    if (rule.rule().mode() != Mode.ENFORCE) {
      doubts.add(
          Finding.warning(
              rule.place("mode"),
              rule.name(),
              "mode",
              rule.rule().mode() == Mode.AUDIT
                  ? "The rule is in audit mode: it reports, and refuses nothing."
                  : "The rule is off: it protects nothing."));
    }
  }

  private static void examples(RuleFile rule, List<Outcome> outcomes, List<Finding> doubts) {
    List<Outcome> about =
        outcomes.stream().filter(outcome -> outcome.rules().contains(rule.name())).toList();
    if (rule.rule().mode() == Mode.OFF) {
      return;
    }
    if (about.isEmpty()) {
      doubts.add(
          Finding.warning(rule.place("name"), rule.name(), "", "No example is about this rule."));
      return;
    }
    if (rule.rule().condition() == null) {
      return;
    }
    List<CheckResult.Outcome> answers =
        about.stream()
            .flatMap(outcome -> outcome.checks().stream())
            .filter(check -> check.rule().equals(rule.name()))
            .filter(check -> check.id() == CheckResult.Id.CONDITION)
            .map(CheckResult::outcome)
            .toList();
    for (CheckResult.Outcome answer : List.of(CheckResult.Outcome.PASS, CheckResult.Outcome.FAIL)) {
      if (!answers.contains(answer)) {
        doubts.add(
            Finding.warning(
                rule.place("condition"),
                rule.name(),
                "condition",
                "The condition is "
                    + (answer == CheckResult.Outcome.PASS ? "met" : "refused")
                    + " in none of the "
                    + about.size()
                    + " examples about this rule."));
      }
    }
  }
}
