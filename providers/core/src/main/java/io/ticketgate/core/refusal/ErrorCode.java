package io.ticketgate.core.refusal;

import java.util.Locale;

/** The stable error codes of the product; {@link #code()} is what clients see. */
public enum ErrorCode {
  TICKET_REQUIRED,
  TICKET_NOT_FOUND,
  TICKET_NOT_APPROVED,
  TICKET_CLOSED,
  TICKET_OUTSIDE_WINDOW,
  TICKET_MISMATCH,
  TICKET_CHANGED,
  TICKET_OUTDATED,
  TICKET_USED,
  TICKET_TYPE_NOT_ALLOWED,
  APPROVER_NOT_ELIGIBLE,
  SEPARATION_OF_DUTIES,
  JUSTIFICATION_MISSING,
  CONDITION_NOT_MET,
  LIFETIME_EXCEEDED,
  STRUCTURAL_GRANT_REFUSED,
  ITSM_UNAVAILABLE,
  BINDING_NOT_LIVE,
  NOT_EXTENDABLE,
  OWNER_MISSING,
  RULE_INVALID,
  SYSTEM_INVALID,
  SUBSCRIBER_INVALID,
  SUBJECT_NOT_FOUND,
  ENTITLEMENT_NOT_FOUND,
  NOT_PERMITTED,
  TRUST_BASE_GUARDED,
  IDENTITY_CHANGED,
  CONCURRENT_CHANGE,
  TOO_MANY_REQUESTS,
  /** An emergency grant waits for its review. */
  REVIEW_DUE,
  REVIEW_OVERDUE,
  INVALID_REQUEST;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** The code in JSON, for example {@code ticket_not_approved}. */
  public String code() {
    return code;
  }
}
