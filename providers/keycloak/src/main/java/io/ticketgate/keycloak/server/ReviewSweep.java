package io.ticketgate.keycloak.server;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.event.EventType;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.DueSteps;
import io.ticketgate.keycloak.store.DueSteps.Kind;
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

  private final RealmJobs jobs;

  public ReviewSweep(RealmJobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public void run() {
    DueWork work = new DueWork(jobs, Kind.REVIEW);
    work.through((realmId, ids) -> left(realmId, ids, work));
  }

  /** Answers with how many in one realm could not be seen to. */
  private int left(String realmId, Set<String> ids, DueWork work) {
    try {
      Optional<Set<String>> emergencies = jobs.in(realmId, gate -> new Batch(gate, ids).see());
      if (emergencies.isEmpty()) {
        work.forget(realmId);
        return 0;
      }
      return (int) emergencies.get().stream().filter(id -> !overdue(realmId, id)).count();
    } catch (RuntimeException failure) { // it keeps no other realm
      LOG.errorf(failure, "Realm %s: what is due for review is tried again", realmId);
      return ids.size();
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
      DueSteps reviews = new DueSteps(gate.session());
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
