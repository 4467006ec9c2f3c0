package io.ticketgate.keycloak.write;

import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.write.change.Families;
import io.ticketgate.keycloak.write.change.JudgedRealm;
import io.ticketgate.keycloak.write.change.MadeInTransaction;
import java.time.Instant;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;

/**
 * The configuration of a realm that gives protected roles to people and is older than the rule,
 * which would refuse it now. All of it is read, and judged as if it were written now.
 */
public final class ExistingExposures {

  private ExistingExposures() {}

  /** One for each configuration and role, in the order in which the configuration is found. */
  public static List<AttemptedExposure> of(RealmGate gate) {
    Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
    GateGuard guard = new GateGuard(gate, now);
    return of(gate, RealmChanges.judged(gate, guard, MadeInTransaction.by(List.of()), now));
  }

  static List<AttemptedExposure> of(RealmGate gate, JudgedRealm realm) {
    return Families.standing(
            gate.session().getProvider(JpaConnectionProvider.class).getEntityManager(),
            gate.realm())
        .stream()
        .flatMap(change -> change.exposures(realm).stream())
        .filter(exposure -> !gate.evaluator().rulesFor(exposure.entitlement()).isEmpty())
        .toList();
  }
}
