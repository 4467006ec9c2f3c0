package io.ticketgate.core.check;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Whether a ticket allows a grant, and why. */
public sealed interface Decision {

  /** Every check of every rule that applies. */
  List<CheckResult> checks();

  /**
   * The grant is allowed.
   *
   * @param checks may hold failures of rules in audit mode
   * @param rules the rules that decided, and were fulfilled
   * @param approvers the eligible approvers whose decisions were counted
   * @param notBefore when the grant may begin
   * @param expiresAt when it ends at the latest
   */
  record Allowed(
      List<CheckResult> checks,
      List<Rule> rules,
      List<Person> approvers,
      Instant notBefore,
      Instant expiresAt)
      implements Decision {
    public Allowed {
      checks = List.copyOf(checks);
      rules = List.copyOf(rules);
      approvers = List.copyOf(approvers);
    }
  }

  /** At least one check failed. */
  record Denied(List<CheckResult> checks) implements Decision {
    public Denied {
      checks = List.copyOf(checks);
    }

    /** The failure to report: the first in the order of {@link CheckResult.Id}. */
    public CheckResult reason() {
      return checks.stream()
          .filter(CheckResult::failed)
          .min(Comparator.comparing(CheckResult::id))
          .orElseThrow();
    }

    public GateException.Refused refusal() {
      CheckResult reason = reason();
      return new GateException.Refused(reason.code(), reason.message(), checks);
    }
  }
}
