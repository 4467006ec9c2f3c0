package io.ticketgate.core.gate;

import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.TicketRef;
import java.util.List;
import java.util.Set;

/**
 * What somebody is told who names a ticket and may not look at tickets: of one that is for the
 * grant why it does not cover it, and of any other nothing, not even whether there is one. That an
 * ITSM does not answer is not told either: only of a system that is configured it can be said.
 */
public final class TicketSecrecy {

  private static final Set<CheckResult.Id> FOR_THIS_GRANT =
      Set.of(CheckResult.Id.SUBJECT, CheckResult.Id.ENTITLEMENT, CheckResult.Id.IDENTITY);

  private TicketSecrecy() {}

  /** The refusal as such a person is to see it. */
  public static GateException toStranger(GateException refusal, TicketRef named) {
    return tells(refusal)
        ? new GateException.Refused(
            ErrorCode.TICKET_MISMATCH,
            "Ticket "
                + named
                + " does not cover this: it is for another grant, there is no such ticket, or its ITSM"
                + " does not answer now. Somebody with ticket-gate-view can look.",
            List.of())
        : refusal;
  }

  private static boolean tells(GateException refusal) {
    if (refusal instanceof GateException.Unavailable) {
      return true;
    }
    if (refusal instanceof GateException.NotFound) {
      return refusal.code() == ErrorCode.TICKET_NOT_FOUND;
    }
    return refusal instanceof GateException.Refused refused
        && (refusal.code() == ErrorCode.TICKET_MISMATCH
            || refused.checks().stream()
                .anyMatch(check -> check.failed() && FOR_THIS_GRANT.contains(check.id())));
  }
}
