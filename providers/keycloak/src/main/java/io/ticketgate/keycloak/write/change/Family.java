package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.gate.AttemptedExposure;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.RealmModel;

/** One family of changes: the rows it knows them by. */
interface Family {

  /** Says which rows it makes a change of. */
  void recognise(Rows rows);

  /**
   * The configuration that is there already, as if it were written now: what a rule finds that is
   * younger than it.
   */
  default Stream<? extends AttemptedChange> standing(EntityManager em, RealmModel realm) {
    return Stream.of();
  }

  /**
   * What standing configuration hands out of these roles, which a group or composite role carries
   * from now on.
   */
  default List<AttemptedExposure> handingOut(Set<Entitlement> roles, JudgedRealm realm) {
    return List.of();
  }
}
