package io.ticketgate.keycloak.server;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.JpaBreakGlasses;
import io.ticketgate.keycloak.store.JpaBreakGlasses.Due;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Ends and reports the emergency grants that nobody has reviewed by their deadline. Each is taken
 * in a transaction of its own, by whichever node comes first; it reads what is due and nothing
 * else.
 */
public final class OverdueReviews implements Runnable {

  private static final Logger LOG = Logger.getLogger(OverdueReviews.class);
  private static final int BATCH = 100;

  private final RealmJobs jobs;

  public OverdueReviews(RealmJobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public void run() {
    Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
    int left = 0;
    List<Due> due;
    do {
      int skip = left;
      due = Jobs.call(jobs.sessions(), session -> JpaBreakGlasses.due(session, now, skip, BATCH));
      for (Due one : due) {
        left += take(one, now) ? 0 : 1;
      }
    } while (due.size() == BATCH);
  }

  /** Returns false where it is still due, and tried again in the next run. */
  private boolean take(Due one, Instant now) {
    try {
      boolean realmIsThere =
          jobs.in(one.realmId(), gate -> gate.breakGlassReviews().overdue(one.bindingId(), now))
              .isPresent();
      if (!realmIsThere) { // removed while the JAR was away
        Jobs.run(
            jobs.sessions(), session -> new JpaBreakGlasses(session, one.realmId()).forgetRealm());
      }
      return true;
    } catch (RuntimeException failure) {
      LOG.errorf(
          failure,
          "Realm %s: the emergency grant %s is overdue for its review, and could not be ended",
          one.realmId(),
          one.bindingId());
      return false;
    }
  }
}
