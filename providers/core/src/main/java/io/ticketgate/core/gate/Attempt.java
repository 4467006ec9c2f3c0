package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;

/** An uncommitted write of a transaction by which a person would gain a role. */
public sealed interface Attempt permits AttemptedGrant, AttemptedExposure {

  /** The route that was tried. */
  Route route();

  /** The person, group or role that would carry the role. */
  Subject subject();

  /** The role, composites not expanded. */
  Entitlement entitlement();
}
