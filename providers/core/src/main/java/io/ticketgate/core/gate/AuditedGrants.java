package io.ticketgate.core.gate;

import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Mode;
import java.time.Instant;

/** Reports what rules in audit mode would have refused of a grant that others allow. */
record AuditedGrants(Reports reports) {

  void report(GrantRequest request, Closures closures, Decision.Allowed allowed, Instant now) {
    if (allowed.checks().stream().anyMatch(CheckResult::failed)) {
      reports.wouldRefuse(
          Giving.attempt(request.subject(), request.entitlement()),
          closures.rulesFor(request.entitlement()).stream()
              .filter(rule -> rule.mode() == Mode.AUDIT)
              .toList(),
          new Decision.Denied(allowed.checks()).refusal(),
          request.by(),
          now);
    }
  }
}
