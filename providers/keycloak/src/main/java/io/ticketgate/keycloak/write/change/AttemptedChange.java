package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.refusal.GateException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A privilege-relevant write that was observed in a transaction. It answers for itself what it
 * comes to; nobody asks which kind of change it is. The questions stand here in the order in which
 * they are asked at the end of the transaction, all but {@link #gain()}.
 *
 * <p>A change whose object is gone again by then grants and exposes nothing.
 */
public interface AttemptedChange {

  /**
   * Id of the realm in which the write happens; may read the entity, so not to be called inside a
   * flush. Empty when the realm is gone.
   */
  String realmId();

  /**
   * What somebody gains by it, asked inside the flush, before the row is written: so that ticket
   * and subject are locked first. Must not read what is not loaded yet.
   *
   * @return null when nobody does, or when locking at the end is early enough
   */
  default @Nullable Gain gain() {
    return null;
  }

  /** Tells the other changes of the transaction what they need to know of this one. */
  default void announce(MadeInTransaction made) {}

  /** Who gains which role by it; a ticket may cover that. */
  default List<AttemptedGrant> grants(JudgedRealm realm) {
    return List.of();
  }

  /** Which roles come within reach without anything being written for anybody; no ticket covers. */
  default List<AttemptedExposure> exposures(JudgedRealm realm) {
    return List.of();
  }

  /**
   * Guards the gate itself, and what people have under a ticket.
   *
   * @throws GateException.Refused {@code not_permitted}
   */
  default void guard(JudgedRealm realm) {}

  /** Ends what a subject had that is gone; asked in a realm without rules too. */
  default void endWithSubject(JudgedRealm realm) {}

  /** Remembers what has to stay protected, before anything is judged. */
  default void remember(JudgedRealm realm) {}

  /** Whether it takes a role from somebody. */
  default boolean takesAway() {
    return false;
  }

  /** Ends the bindings of the role that was taken, after the grants are judged. */
  default void endTaken(JudgedRealm realm) {}
}
