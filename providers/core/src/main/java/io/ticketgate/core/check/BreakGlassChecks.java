package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.rule.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one rule for one emergency grant. It asks no ticket and no ITSM: an emergency is when
 * these cannot be had.
 */
final class BreakGlassChecks {

  private final Rule rule;
  private final Rule.@Nullable BreakGlass allowed;
  private final BreakGlassRequest request;
  private final Set<Entitlement> granted;
  private final Directory directory;
  private final Findings findings;

  /**
   * @param granted what the subject gains: the entitlement and everything that it contains
   */
  BreakGlassChecks(
      Rule rule, BreakGlassRequest request, Set<Entitlement> granted, Directory directory) {
    this.rule = rule;
    this.allowed = rule.breakGlass();
    this.request = request;
    this.granted = granted;
    this.directory = directory;
    this.findings = new Findings(rule.name());
  }

  /**
   * @param limit the latest end
   */
  List<CheckResult> run(Instant now, Instant limit) {
    findings.check(
        Id.BREAK_GLASS,
        allowed != null,
        "The rule allows emergency grants.",
        "Rule "
            + rule.name()
            + " allows no emergency grants (breakGlass.allowed is off). Get a ticket; if nobody can,"
            + " ask the operator of the server.");
    role();
    ExclusiveRoles.check(
        rule, request.subject(), request.entitlement(), granted, directory, findings);
    String justification = request.justification();
    findings.check(
        Id.JUSTIFICATION,
        justification != null && !justification.isBlank(),
        "The request gives a justification.",
        "An emergency grant needs a justification: say why there is no time for a ticket.");
    lifetime(now, limit);
    return findings.all();
  }

  private void role() {
    if (allowed == null) {
      findings.notApplicable(Id.BREAK_GLASS_ROLE, "The rule allows nobody to make one.");
      return;
    }
    findings.check(
        Id.BREAK_GLASS_ROLE,
        directory.enabledById(request.by().id()).isPresent()
            && directory.holds(request.by().id(), allowed.role()),
        "The person who asks holds " + allowed.role() + ".",
        "Rule "
            + rule.name()
            + " lets only people of this realm who hold role "
            + allowed.role()
            + " make an emergency grant.");
  }

  private void lifetime(Instant now, Instant limit) {
    Instant wished = request.expiresAt();
    if (wished == null) {
      findings.notApplicable(
          Id.LIFETIME, "The request names no end, so it is the latest that the rules allow.");
      return;
    }
    findings.check(
        Id.LIFETIME,
        !wished.isAfter(limit) && wished.isAfter(now),
        "The requested end is within the limits.",
        "expiresAt must lie between "
            + now
            + " and "
            + limit
            + "; breakGlass.max of the rules allows no later end.");
  }
}
