package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;

/**
 * A subject that gains a role: a person by a mapping or a membership, a group or a composite role
 * by carrying it from now on. A ticket can cover it.
 *
 * @param newName whether the subject is a client that came to its name by the change that is judged
 * @param found whether the request found the grant there and so wrote nothing
 */
public record AttemptedGrant(
    Route route, Subject subject, Holding holding, boolean newName, boolean found)
    implements Attempt {

  /** A grant that is written. */
  public AttemptedGrant(Route route, Subject subject, Holding holding, boolean newName) {
    this(route, subject, holding, newName, false);
  }

  /** A grant to somebody or something that had its name before. */
  public AttemptedGrant(Route route, Subject subject, Holding holding) {
    this(route, subject, holding, false);
  }

  /** A role mapped directly to a user. */
  public AttemptedGrant(Subject subject, Entitlement entitlement) {
    this(Route.ROLE_MAPPING, subject, Holding.mapped(entitlement));
  }

  /** The same of a request that found it there. */
  public AttemptedGrant asFound() {
    return new AttemptedGrant(route, subject, holding, newName, true);
  }

  /** The same, written. */
  public AttemptedGrant asWritten() {
    return new AttemptedGrant(route, subject, holding, newName, false);
  }

  @Override
  public Entitlement entitlement() {
    return holding.role();
  }
}
