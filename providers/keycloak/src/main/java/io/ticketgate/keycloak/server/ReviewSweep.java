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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Ends the bindings that nobody has reviewed in time, and reminds of those that are due soon, by
 * the clock of whichever node comes first: those to be certified, and emergency grants. No token
 * and no credential is good past a missed review anyway; this states it, and leaves the rest to the
 * clean-up.
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
    int left = 0;
    int found;
    do {
      int skip = left;
      Map<String, Set<String>> due =
          Jobs.call(
              jobs.sessions(),
              session -> new DueReviews(session).due(Kind.REVIEW, now(), skip, BATCH));
      found = 0;
      for (Map.Entry<String, Set<String>> realm : due.entrySet()) {
        found += realm.getValue().size();
        left += realm.getValue().size() - in(realm.getKey(), realm.getValue());
      }
    } while (found == BATCH);
  }

  /** What is due in one realm; answers with how many of them it has seen to. */
  private int in(String realmId, Set<String> ids) {
    try {
      Optional<Set<String>> emergencies = jobs.in(realmId, gate -> new Batch(gate, ids).see());
      if (emergencies.isEmpty()) { // removed while the JAR was away
        Jobs.run(jobs.sessions(), session -> new DueReviews(session).forgetRealm(realmId));
        return ids.size();
      }
      int left = 0;
      for (String id : emergencies.get()) {
        left += overdue(realmId, id) ? 0 : 1;
      }
      return ids.size() - left;
    } catch (RuntimeException failure) { // it keeps no other realm
      LOG.errorf(failure, "Realm %s: what is due for review is tried again", realmId);
      return 0;
    }
  }

  /** Ends and reports an emergency grant, in a transaction of its own. */
  private boolean overdue(String realmId, String id) {
    try {
      jobs.run(realmId, gate -> gate.breakGlassReviews().overdue(id, now()));
      return true;
    } catch (RuntimeException failure) { // nor another grant
      LOG.errorf(
          failure,
          "Realm %s: the emergency grant %s is overdue for its review, and could not be ended",
          realmId,
          id);
      return false;
    }
  }

  /** Some bindings of one realm, in one transaction. */
  private record Batch(RealmGate gate, Set<String> ids) {

    /** Returns the ids of the emergency grants that are overdue, which are for the caller. */
    Set<String> see() {
      Instant now = now();
      DueReviews reviews = new DueReviews(gate.session());
      Map<Boolean, List<Binding>> due =
          reviews.stillDue(Kind.REVIEW, gate.realm().getId(), ids, now).stream()
              .collect(Collectors.partitioningBy(each -> each.schedule().overdue(now)));
      List<Binding> overdue = due.getOrDefault(true, List.of());
      end(overdue.stream().filter(each -> !each.emergency()).toList(), now);
      for (Binding binding : due.getOrDefault(false, List.of())) {
        if (reviews.reminded(binding.id(), now)) {
          gate.journal().reviewed(EventType.REVIEW_DUE, binding, null, null, now);
        }
      }
      return overdue.stream()
          .filter(Binding::emergency)
          .map(Binding::id)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void end(List<Binding> overdue, Instant now) {
      if (overdue.isEmpty()) {
        return;
      }
      Set<String> these = overdue.stream().map(Binding::id).collect(Collectors.toSet());
      int ended =
          gate.endings()
              .end(new Selection.Overdue(these, now), Ending.by(EndCause.NOT_CERTIFIED, now));
      for (Binding binding : overdue) {
        gate.journal().reviewed(EventType.REVIEW_OVERDUE, binding, null, null, now);
      }
      LOG.infof(
          "Realm %s: ended %d bindings that nobody reviewed in time", gate.realm().getId(), ended);
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
