package io.ticketgate.keycloak.server;

import io.ticketgate.core.classification.TrustRound;
import io.ticketgate.core.classification.TrustRound.Known;
import io.ticketgate.core.classification.TrustRound.Outcome;
import io.ticketgate.core.classification.TrustRound.Part;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.TrustedRows;
import io.ticketgate.keycloak.store.UnboundGrants;
import io.ticketgate.keycloak.write.TrustBaseReader;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;

/**
 * Finds what was changed of the trust base of a realm past the gate: in the database by hand, with
 * bulk statements, or while the gate was switched off or its JAR was away. Each change is reported
 * once. {@link TrustRound} says why three transactions are needed, and that changes which the gate
 * let through are none of these.
 */
final class TrustWatch {

  private final RealmJobs jobs;

  TrustWatch(RealmJobs jobs) {
    this.jobs = jobs;
  }

  /** Looks through one realm. Without an enforced rule it only forgets what it knew. */
  void look(String realmId) {
    Optional<Known> before = jobs.in(realmId, TrustWatch::known).flatMap(known -> known);
    if (before.isEmpty()) {
      return;
    }
    Optional<Map<Part, String>> rows =
        jobs.in(realmId, gate -> new TrustBaseReader(gate.session()).read(realmId));
    rows.ifPresent(read -> jobs.run(realmId, gate -> settle(gate, before.orElseThrow(), read)));
  }

  /** Forgets realms that are gone, or whose last rule is. */
  void forgetAllBut(Collection<String> realmIds) {
    Jobs.run(
        jobs.sessions(),
        session ->
            TrustedRows.realms(session).stream()
                .filter(realmId -> !realmIds.contains(realmId))
                .forEach(realmId -> new TrustedRows(session, realmId).forget()));
  }

  private static Optional<Known> known(RealmGate gate) {
    TrustedRows stored = stored(gate);
    if (guarded(gate)) {
      return Optional.of(stored.known());
    }
    if (gate.serverMode() == Mode.ENFORCE) {
      stored.forget(); // what is changed while the switch is off is found when it is on again
    }
    return Optional.empty();
  }

  private static void settle(RealmGate gate, Known before, Map<Part, String> rows) {
    if (!guarded(gate) || !new UnboundGrants(gate.session(), gate.realm().getId()).claim()) {
      return;
    }
    TrustedRows stored = stored(gate);
    Outcome outcome =
        TrustRound.compare(
            before, rows, stored.known(), new TrustBaseReader(gate.session())::comesAndGoes);
    stored.store(outcome);
    if (!outcome.report().isEmpty()) {
      gate.journal()
          .trustBaseChanged(outcome.report(), Instant.ofEpochMilli(Time.currentTimeMillis()));
    }
  }

  private static boolean guarded(RealmGate gate) {
    return gate.serverMode() == Mode.ENFORCE
        && gate.rules().all().stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE);
  }

  private static TrustedRows stored(RealmGate gate) {
    return new TrustedRows(gate.session(), gate.realm().getId());
  }
}
