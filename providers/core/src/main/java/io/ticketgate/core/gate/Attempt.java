package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;

/** What a transaction has written and not committed yet, by which somebody would gain a role. */
public sealed interface Attempt permits AttemptedGrant, AttemptedExposure {

  /** How it was tried. */
  Route route();

  /** The person, group or role that would carry the role. */
  Subject subject();

  /** The role, composites not expanded. */
  Entitlement entitlement();
}
