package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.classification.TrustRound.Key;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.WrittenHere;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.jpa.entities.ComponentEntity;

/**
 * A privilege-relevant write that was observed in a transaction. It says itself what it means for
 * roles, so no caller asks which kind of change it is. The methods are in the order in which they
 * are called at the end of the transaction.
 *
 * <p>A change whose object is gone by then grants and exposes nothing.
 */
public interface AttemptedChange {

  /**
   * Id of the realm in which the write happens; may read the entity, so not to be called inside a
   * flush. Empty when the realm is gone.
   */
  String realmId();

  /** Says what it changes of who has which role, before anything is judged. */
  default void note(WrittenHere written) {}

  /** Tells the other changes of the transaction what they need to know of this one. */
  default void announce(MadeInTransaction made) {}

  /** The grants: which subject gains which role by it. A ticket may cover a grant. */
  default List<AttemptedGrant> grants(JudgedRealm realm) {
    return List.of();
  }

  /**
   * The exposures: the roles that people gain by it without a write for each of them. No ticket
   * covers an exposure.
   */
  default List<AttemptedExposure> exposures(JudgedRealm realm) {
    return List.of();
  }

  /**
   * Guards the gate itself, and what people have under a ticket.
   *
   * @throws GateException.Refused {@code not_permitted}
   */
  default void guard(JudgedRealm realm) {}

  /** The row of the trust base that it changes; null for what is none. */
  default @Nullable Key trusted() {
    return null;
  }

  /** The rule, system or key of the log that it changes, for the ledger; null for what is none. */
  default @Nullable ComponentEntity configures() {
    return null;
  }

  /** Ends the bindings of a removed subject; called in a realm without rules too. */
  default void endWithSubject(JudgedRealm realm) {}

  /** Remembers what must stay protected, before any change is judged. */
  default void remember(JudgedRealm realm) {}

  /** Returns whether it removes a role from a subject. */
  default boolean takesAway() {
    return false;
  }

  /** Ends the bindings of the role that was taken, after the grants are judged. */
  default void endTaken(JudgedRealm realm) {}

  /** Returns whether rules may protect more from then on, so that earlier tokens are looked at. */
  default boolean begins(JudgedRealm realm) {
    return false;
  }

  /** Suspends what a person has under tickets when somebody else can log in as that person. */
  default void suspendTakenOver(JudgedRealm realm) {}

  /** Returns whether Keycloak may keep it in a cache although it is refused. */
  default boolean outlastsRefusal() {
    return false;
  }
}
