package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.Asked;
import io.ticketgate.core.ticket.KnownTicket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks a ticket that self-service made once more when it comes back: it must be for what was
 * asked, and the person who asked may still ask for that.
 */
final class RequestChecks {

  private static final String OTHER = "The ticket was not made in self-service.";

  private RequestChecks() {}

  /**
   * @param asked what the ticket was made for; null for a ticket that self-service did not make
   */
  static void check(
      @Nullable Asked asked,
      Rule rule,
      GrantRequest request,
      KnownTicket known,
      Directory directory,
      Findings findings) {
    if (asked == null) {
      findings.notApplicable(Id.REQUESTED, OTHER);
      findings.notApplicable(Id.REQUESTER, OTHER);
      return;
    }
    if (asked.forgotten()) {
      findings.fail(
          Id.REQUESTED,
          "Ticket "
              + known.ticket().ref()
              + " was made in self-service for somebody who is gone, or so long ago that the gate"
              + " has forgotten for what. Ask anew, for what is needed.");
      findings.notApplicable(Id.REQUESTER, "Nobody knows any more who asked.");
      return;
    }
    findings.check(
        Id.REQUESTED,
        asked.isFor(request.subject(), request.entitlement())
            && known.ticket().entitlements().size() == 1
            && known.asksFor(request.entitlement()),
        "The ticket is for what was asked in self-service.",
        "Ticket "
            + known.ticket().ref()
            + " was made in self-service for another subject or entitlement, or asks for more now."
            + " Ask anew, for what is needed.");
    Optional<String> lacking =
        new Asking(directory).lacking(asked.byId(), request.subject(), request.entitlement(), rule);
    findings.check(
        Id.REQUESTER,
        lacking.isEmpty(),
        "The person who asked may ask for it.",
        lacking.orElse(""));
  }
}
