package io.ticketgate.keycloak.store;

/** What kind of review a binding awaits. */
public enum ReviewKind {
  /** Somebody certifies that it is still needed. */
  CERTIFICATION(" and b.ticketSystem <> 'break-glass'"),
  /** Somebody else looks at an emergency grant. */
  EMERGENCY(" and b.ticketSystem = 'break-glass'");

  final String condition;

  ReviewKind(String condition) {
    this.condition = condition;
  }
}
