package io.ticketgate.keycloak.server;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.DueSteps;
import io.ticketgate.keycloak.store.DueSteps.Kind;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.keycloak.common.util.Time;

/**
 * Goes through what is due in all realms, longest ago first, until nothing is left but what cannot
 * be seen to now: that is passed over, and tried again by the next pass.
 */
final class DueWork {

  static final int BATCH = 200;

  private final RealmJobs jobs;
  private final Kind kind;

  DueWork(RealmJobs jobs, Kind kind) {
    this.jobs = jobs;
    this.kind = kind;
  }

  /** Sees to what is due in one realm. */
  @FunctionalInterface
  interface InRealm {
    /** Returns how many of them are left for the next pass. */
    int left(String realmId, Set<String> ids);
  }

  void through(InRealm realms) {
    int left = 0;
    int found;
    do {
      int skip = left;
      Map<String, Set<String>> due =
          Jobs.call(
              jobs.sessions(),
              session ->
                  new DueSteps(session)
                      .due(kind, Instant.ofEpochMilli(Time.currentTimeMillis()), skip, BATCH));
      found = 0;
      for (Map.Entry<String, Set<String>> realm : due.entrySet()) {
        found += realm.getValue().size();
        left += realms.left(realm.getKey(), realm.getValue());
      }
    } while (found == BATCH);
  }

  /** A realm was removed while the JAR was away. */
  void forget(String realmId) {
    Jobs.run(jobs.sessions(), session -> new DueSteps(session).forgetRealm(realmId));
  }
}
