package io.ticketgate.core;

/** What a transaction has written and not committed yet, by which somebody would gain a role. */
public sealed interface Attempt permits AttemptedGrant, AttemptedExposure {

  /** How it was tried. */
  Route route();

  /** Who or what would carry the role. */
  Subject subject();

  /** The role, composites not expanded. */
  Entitlement entitlement();
}
