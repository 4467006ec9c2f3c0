package io.ticketgate.connectors.check;

import java.util.Locale;

/**
 * What a test button looks at, in the order in which an administrator would mend it: without a
 * connection nothing else can be looked at, and notes matter last.
 */
public enum Check {
  /** The system can be reached, and is the one that the settings describe. */
  CONNECTION,
  /** The system accepts the connector's account. */
  ACCOUNT,
  /** The clocks of the system and of Keycloak agree. */
  CLOCK,
  /** The account may read tickets. */
  TICKETS,
  /** The configured fields exist, and the account may read them. */
  FIELDS,
  /** The settings say of every state whether it is open. */
  STATES,
  /** The account may read approvals. */
  APPROVALS,
  /** Changed tickets can be listed. */
  CHANGES,
  /** The account may make the tickets that people ask for in self-service. */
  REQUESTS,
  /** The account may write notes. */
  NOTES;

  /** The id of a finding about it. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
