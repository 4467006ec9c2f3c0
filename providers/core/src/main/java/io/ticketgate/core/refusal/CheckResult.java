package io.ticketgate.core.refusal;

import java.util.Locale;

/**
 * The outcome of one condition of one rule.
 *
 * @param rule name of the rule
 * @param code what a client is told when this check fails
 * @param message a sentence for people
 */
public record CheckResult(String rule, Id id, Outcome outcome, ErrorCode code, String message) {

  /** The conditions, in the order in which a failure is reported. */
  public enum Id {
    BREAK_GLASS(ErrorCode.TICKET_REQUIRED),
    BREAK_GLASS_ROLE(ErrorCode.NOT_PERMITTED),
    STRUCTURE(ErrorCode.STRUCTURAL_GRANT_REFUSED),
    TICKET_OPEN(ErrorCode.TICKET_CLOSED),
    SYSTEM(ErrorCode.TICKET_TYPE_NOT_ALLOWED),
    TYPE(ErrorCode.TICKET_TYPE_NOT_ALLOWED),
    IDENTITY(ErrorCode.IDENTITY_CHANGED),
    SUBJECT(ErrorCode.TICKET_MISMATCH),
    ENTITLEMENT(ErrorCode.TICKET_MISMATCH),
    REQUESTED(ErrorCode.TICKET_MISMATCH),
    REQUESTER(ErrorCode.NOT_PERMITTED),
    UNCHANGED(ErrorCode.TICKET_CHANGED),
    APPROVALS(ErrorCode.TICKET_NOT_APPROVED),
    SEPARATION_OF_DUTIES(ErrorCode.SEPARATION_OF_DUTIES),
    APPROVERS(ErrorCode.APPROVER_NOT_ELIGIBLE),
    EXCLUSIVE_ROLES(ErrorCode.SEPARATION_OF_DUTIES),
    JUSTIFICATION(ErrorCode.JUSTIFICATION_MISSING),
    CONFIGURATION_ITEM(ErrorCode.TICKET_MISMATCH),
    WINDOW(ErrorCode.TICKET_OUTSIDE_WINDOW),
    USES(ErrorCode.TICKET_USED),
    LIFETIME(ErrorCode.LIFETIME_EXCEEDED),
    OWNER(ErrorCode.OWNER_MISSING),
    CONDITION(ErrorCode.CONDITION_NOT_MET);

    private final ErrorCode code;

    Id(ErrorCode code) {
      this.code = code;
    }

    /** The error code of a failure of this check. */
    public ErrorCode code() {
      return code;
    }

    /** The id in JSON, for example {@code separation_of_duties}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The outcome of a check. */
  public enum Outcome {
    PASS,
    FAIL,
    /** The rule does not require it, or an earlier failure leaves nothing to check. */
    NOT_APPLICABLE;

    /** The outcome in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static CheckResult pass(String rule, Id id, String message) {
    return new CheckResult(rule, id, Outcome.PASS, id.code(), message);
  }

  public static CheckResult fail(String rule, Id id, String message) {
    return new CheckResult(rule, id, Outcome.FAIL, id.code(), message);
  }

  public static CheckResult notApplicable(String rule, Id id, String message) {
    return new CheckResult(rule, id, Outcome.NOT_APPLICABLE, id.code(), message);
  }

  /** Returns whether this check alone forbids the grant. */
  public boolean failed() {
    return outcome == Outcome.FAIL;
  }
}
