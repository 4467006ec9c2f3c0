package io.ticketgate.keycloak.server;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.event.EventType;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.DueReviews;
import io.ticketgate.keycloak.store.DueReviews.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Ends the bindings that nobody has certified in time, and reminds of those that are due soon, by
 * the clock of whichever node comes first. No token and no credential is good past a missed review
 * anyway; this states it, and leaves the rest to the clean-up.
 */
public final class ReviewSweep implements Runnable {

  private static final Logger LOG = Logger.getLogger(ReviewSweep.class);
  private static final int BATCH = 200;

  private final RealmJobs jobs;

  public ReviewSweep(RealmJobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public void run() {
    // The end comes first: nobody is reminded of what is over.
    each(Kind.OVERDUE, ReviewSweep::end);
    each(Kind.REMINDER, ReviewSweep::remind);
  }

  /** What is done with some bindings of one realm; answers with how many. */
  private interface Work {
    int in(RealmGate gate, Set<String> ids);
  }

  private void each(Kind kind, Work work) {
    int done;
    do {
      Map<String, Set<String>> due =
          Jobs.call(jobs.sessions(), session -> new DueReviews(session).due(kind, now(), BATCH));
      done = 0;
      for (Map.Entry<String, Set<String>> realm : due.entrySet()) {
        done += in(realm.getKey(), realm.getValue(), work);
      }
    } while (done == BATCH);
  }

  /** A realm in which it fails keeps no other. */
  private int in(String realmId, Set<String> ids, Work work) {
    try {
      return jobs.in(realmId, gate -> work.in(gate, ids)).orElse(0);
    } catch (RuntimeException failure) {
      LOG.errorf(failure, "Realm %s: what is due for review is tried again", realmId);
      return 0;
    }
  }

  private static int end(RealmGate gate, Set<String> ids) {
    Instant now = now();
    List<Binding> overdue =
        new DueReviews(gate.session()).stillDue(Kind.OVERDUE, gate.realm().getId(), ids, now);
    int ended =
        gate.endings().end(new Selection.Overdue(ids, now), Ending.by(EndCause.NOT_CERTIFIED, now));
    for (Binding binding : overdue) {
      gate.journal().reviewed(EventType.REVIEW_OVERDUE, binding, null, null, now);
    }
    if (ended > 0) {
      LOG.infof(
          "Realm %s: ended %d bindings that nobody reviewed in time", gate.realm().getId(), ended);
    }
    return ended;
  }

  private static int remind(RealmGate gate, Set<String> ids) {
    Instant now = now();
    DueReviews reviews = new DueReviews(gate.session());
    int reminded = 0;
    for (Binding binding : reviews.stillDue(Kind.REMINDER, gate.realm().getId(), ids, now)) {
      if (reviews.done(Kind.REMINDER, binding.id(), now)) {
        gate.journal().reviewed(EventType.REVIEW_DUE, binding, null, null, now);
        reminded++;
      }
    }
    return reminded;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
