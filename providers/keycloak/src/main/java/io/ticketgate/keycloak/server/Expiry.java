package io.ticketgate.keycloak.server;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.DueBindings;
import io.ticketgate.keycloak.store.DueBindings.Due;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Ends the bindings that have run out. It runs on every node: each subject with something due is
 * claimed for one transaction, and skipped by any other node, so nodes share the work and a node
 * that dies gives it back.
 */
public final class Expiry implements Runnable {

  private static final Logger LOG = Logger.getLogger(Expiry.class);
  private static final int BATCH = 100;

  private final RealmJobs jobs;

  public Expiry(RealmJobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public void run() {
    // What failed, or is claimed elsewhere, stays due: it is passed over until the next run, so
    // that
    // it keeps nobody behind it waiting.
    int passedOver = 0;
    List<Due> due;
    do {
      int skip = passedOver;
      due = Jobs.call(jobs.sessions(), session -> new DueBindings(session).due(now(), skip, BATCH));
      for (Due one : due) {
        if (!expire(one)) {
          passedOver++;
        }
      }
    } while (due.size() == BATCH);
  }

  private boolean expire(Due due) {
    try {
      // Where the realm is gone, another transaction is removing it, and ends its bindings.
      return jobs.in(
              due.realmId(),
              gate -> new DueBindings(gate.session()).claim(due) && expireClaimed(gate, due))
          .orElse(false);
    } catch (RuntimeException failure) {
      LOG.errorf(
          failure,
          "The bindings of subject %s in realm %s could not be ended; they are tried again.",
          due.subjectId(),
          due.realmId());
      return false;
    }
  }

  private static boolean expireClaimed(RealmGate gate, Due due) {
    List<Binding> live = gate.bindings().liveOf(due.subjectId());
    if (!live.isEmpty()) {
      gate.endings().expire(live.get(0).subject(), now());
      LOG.debugf(
          "Ended bindings past their end for subject %s in realm %s",
          due.subjectId(), due.realmId());
    }
    return true;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
