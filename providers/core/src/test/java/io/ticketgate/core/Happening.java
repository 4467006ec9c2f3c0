package io.ticketgate.core;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;

/**
 * One step of a story.
 *
 * @param number which binding, how long, which content; what it means depends on the act
 */
public record Happening(
    Act act, String ticket, Subject subject, Entitlement role, String approver, int number) {

  public enum Act {
    CHANGE,
    APPROVE,
    REJECT,
    WITHDRAW,
    /** A former approval record comes back as it was. */
    RESTORE,
    CLOSE,
    REOPEN,
    PUSH_OLD,
    BIND,
    AUTHORISE,
    ACTIVATE,
    REVOKE,
    ASSIGN,
    ASSIGN_WITH_TICKET,
    UNASSIGN,
    SWEEP,
    WAIT
  }

  /** Mostly the ITSM tells at once; now and then two changes arrive as one. */
  public boolean pushes() {
    return switch (act) {
      case CHANGE, APPROVE, REJECT, WITHDRAW, RESTORE, CLOSE, REOPEN -> number > 1;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return act
        + "("
        + ticket
        + " "
        + subject.name()
        + " "
        + role.label()
        + " "
        + approver
        + " "
        + number
        + ")";
  }
}
