package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import org.jspecify.annotations.Nullable;

/**
 * A subject that gains a role: a person by a mapping or a membership, a group or a composite role
 * by carrying it from now on. A ticket can cover it.
 *
 * @param newName whether the subject is a client that came to its name by the change that is judged
 * @param found whether the request found the grant there and so wrote nothing
 * @param made the making of the client; null where the subject was there before
 */
public record AttemptedGrant(
    Route route,
    Subject subject,
    Holding holding,
    boolean newName,
    boolean found,
    @Nullable NewClient made)
    implements Attempt {

  /** A grant that is written. */
  public AttemptedGrant(Route route, Subject subject, Holding holding, boolean newName) {
    this(route, subject, holding, newName, false, null);
  }

  /** The credential that a client gets by being made. */
  public static AttemptedGrant of(NewClient made, Subject client, Holding credential) {
    return new AttemptedGrant(Route.CLIENT_CREDENTIAL, client, credential, true, false, made);
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
    return new AttemptedGrant(route, subject, holding, newName, true, made);
  }

  /** The same, written. */
  public AttemptedGrant asWritten() {
    return new AttemptedGrant(route, subject, holding, newName, false, made);
  }

  @Override
  public Entitlement entitlement() {
    return holding.role();
  }
}
