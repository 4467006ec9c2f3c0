package io.ticketgate.policy;

import io.ticketgate.core.ledger.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what a command found: to people in lines, to programs as one JSON object. */
final class Report {

  private final PrintStream out;
  private final boolean json;

  Report(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /**
   * @param outcomes of the examples; null where the command is not about them
   * @param impact null where the command is not about it
   */
  void tell(
      Policy policy, @Nullable List<Outcome> outcomes, @Nullable Impact impact, int exitCode) {
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("exitCode", exitCode);
      report.put("rules", policy.rules().size());
      report.put("findings", policy.findings().stream().map(Report::json).toList());
      if (outcomes != null) {
        report.put("examples", outcomes.stream().map(Report::json).toList());
      }
      if (impact != null) {
        report.put("impact", impact.changes().stream().map(Report::json).toList());
      }
      out.println(Json.canonical(report));
      return;
    }
    policy.findings().forEach(finding -> line(text(finding)));
    if (outcomes != null) {
      outcomes.forEach(outcome -> line(text(outcome)));
    }
    if (impact != null) {
      impact.changes().forEach(this::tell);
    }
    long errors = policy.findings().stream().filter(Finding::isError).count();
    line(
        count(policy.rules().size(), "rule")
            + ", "
            + count(errors, "error")
            + ", "
            + count(policy.findings().size() - errors, "warning")
            + (outcomes == null
                ? ""
                : ", "
                    + count(outcomes.size(), "example")
                    + ", "
                    + outcomes.stream().filter(each -> !each.passed()).count()
                    + " failed")
            + ".");
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String text(Finding finding) {
    return finding.place()
        + ": "
        + (finding.isError() ? "error" : "warning")
        + ": "
        + (finding.rule().isEmpty() ? "" : "rule " + finding.rule() + ": ")
        + finding.message();
  }

  private static String text(Outcome outcome) {
    return outcome.example().place()
        + ": "
        + (outcome.passed() ? "pass: " : "FAIL: ")
        + outcome.example().name()
        + (outcome.passed() ? "" : ": " + outcome.surprise() + ".");
  }

  private void tell(Impact.Change change) {
    String what =
        switch (change.kind()) {
          case SAME -> "the realm has it as it is here";
          case ONLY_IN_REALM ->
              "only in the realm, id " + change.id() + "; nothing is done about it";
          case NEW -> "new: " + counts(change);
          case CHANGED -> "changed: " + counts(change);
        };
    line("rule " + change.rule() + ": " + what);
    for (Impact.Case each : change.first()) {
      line(
          "  binding "
              + each.binding()
              + ", ticket "
              + each.ticket()
              + ": fails "
              + String.join(", ", each.failed()));
    }
    if (change.failing() > change.first().size()) {
      line("  and " + (change.failing() - change.first().size()) + " more");
    }
  }

  private static String counts(Impact.Change change) {
    return change.kept()
        + " kept, "
        + change.toReview()
        + " to review, "
        + change.toRevoke()
        + " to revoke"
        + (change.failing() > change.toReview() + change.toRevoke()
            ? "; " + change.failing() + " do not fulfil it and stay"
            : "")
        + (change.complete() ? "" : "; THERE ARE MORE: the realm had no time to look at all");
  }

  /** What comes from files and from the realm is shown without what a terminal would obey. */
  private void line(String text) {
    out.println(text.replaceAll("\\p{Cntrl}", "?"));
  }

  private static Map<String, Object> json(Finding finding) {
    Map<String, Object> json = place(finding.place());
    json.put("severity", finding.isError() ? "error" : "warning");
    json.put("message", Json.writable(finding.message()));
    if (!finding.rule().isEmpty()) {
      json.put("rule", Json.writable(finding.rule()));
    }
    if (!finding.field().isEmpty()) {
      json.put("field", Json.writable(finding.field()));
    }
    return json;
  }

  private static Map<String, Object> json(Outcome outcome) {
    Map<String, Object> json = place(outcome.example().place());
    json.put("name", outcome.example().name());
    json.put("passed", outcome.passed());
    json.put("rules", outcome.rules());
    if (!outcome.passed()) {
      json.put("message", outcome.surprise());
    }
    json.put(
        "failed",
        outcome.checks().stream()
            .filter(check -> check.failed())
            .map(
                check ->
                    Map.of(
                        "rule", check.rule(), "id", check.id().word(), "code", check.code().code()))
            .toList());
    return json;
  }

  private static Map<String, Object> json(Impact.Change change) {
    Map<String, Object> json =
        change.place() == null ? new LinkedHashMap<>() : place(change.place());
    json.put("rule", change.rule());
    json.put("kind", change.kind().name().toLowerCase(java.util.Locale.ROOT));
    if (!change.id().isEmpty()) {
      json.put("id", change.id());
    }
    if (change.kind() == Impact.Kind.NEW || change.kind() == Impact.Kind.CHANGED) {
      json.put("kept", change.kept());
      json.put("toReview", change.toReview());
      json.put("toRevoke", change.toRevoke());
      json.put("failing", change.failing());
      json.put("complete", change.complete());
      json.put(
          "first",
          change.first().stream()
              .map(
                  each ->
                      Map.of(
                          "binding", each.binding(),
                          "ticket", each.ticket(),
                          "failed", each.failed()))
              .toList());
    }
    return json;
  }

  private static Map<String, Object> place(Finding.Place place) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", place.file());
    json.put("line", place.line());
    json.put("column", place.column());
    return json;
  }
}
