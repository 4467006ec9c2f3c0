package io.ticketgate.core.binding;

import java.util.Locale;

/** Why a binding was suspended or ended. */
public enum EndCause {
  TICKET_CLOSED,
  TICKET_CHANGED,
  EXPIRED,
  ADMIN,
  RULE_CHANGED,
  OWNER_LEFT,
  NOT_CERTIFIED,
  DORMANT,
  REVIEW_OVERDUE,
  DRIFT,
  GRANT_REMOVED,
  SUBJECT_REMOVED,
  /** When it was to be given, its ticket or a rule did not allow it any more. */
  START_REFUSED,
  /** The holder needs it no longer. */
  GIVEN_BACK,
  /** Somebody else can log in as the holder. */
  TAKEOVER;

  /** The cause in JSON, for example {@code ticket_closed}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
