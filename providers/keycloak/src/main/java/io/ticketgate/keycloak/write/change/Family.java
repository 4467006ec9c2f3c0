package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.gate.AttemptedExposure;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.RealmModel;

/** One family of changes, and the rows by which it recognises them. */
interface Family {

  /** Says which rows are changes of this family. */
  void recognise(Rows rows);

  /** The existing configuration, as if it were written now: what a new rule finds. */
  default Stream<? extends AttemptedChange> standing(EntityManager em, RealmModel realm) {
    return Stream.of();
  }

  /**
   * The exposures by which existing configuration gives people these roles, which a group or
   * composite role carries from now on.
   */
  default List<AttemptedExposure> handingOut(Set<Entitlement> roles, JudgedRealm realm) {
    return List.of();
  }
}
