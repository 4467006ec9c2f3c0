package io.ticketgate.core.check;

import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.CheckResult.Id;
import java.util.ArrayList;
import java.util.List;

/** What the checks of one rule have found so far. */
final class Findings {

  private final String rule;
  private final List<CheckResult> results = new ArrayList<>();

  /**
   * @param rule the name of the rule that is evaluated
   */
  Findings(String rule) {
    this.rule = rule;
  }

  List<CheckResult> all() {
    return results;
  }

  void optional(Id id, boolean asked, boolean holds, String good, String bad) {
    if (asked) {
      check(id, holds, good, bad);
    } else {
      notApplicable(id, "The rule does not require this.");
    }
  }

  void check(Id id, boolean holds, String good, String bad) {
    results.add(holds ? CheckResult.pass(rule, id, good) : CheckResult.fail(rule, id, bad));
  }

  void fail(Id id, String message) {
    results.add(CheckResult.fail(rule, id, message));
  }

  void notApplicable(Id id, String message) {
    results.add(CheckResult.notApplicable(rule, id, message));
  }
}
