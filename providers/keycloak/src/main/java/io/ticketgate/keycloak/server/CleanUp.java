package io.ticketgate.keycloak.server;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.Remains;
import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.calls.Traced;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.BindingChanges.Committed;
import io.ticketgate.keycloak.store.BindingChanges.Ended;
import io.ticketgate.keycloak.store.DueBindings;
import io.ticketgate.keycloak.store.DueBindings.Due;
import io.ticketgate.keycloak.store.DueCleanUps;
import io.ticketgate.keycloak.store.DueCleanUps.Backlog;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.TicketEnds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Cleans up after bindings that have ended: mappings, memberships, sessions and secrets go, and the
 * end is written to the history. Each subject has a transaction of its own, so that what cannot be
 * cleaned up (a directory that is down, a lock) keeps nobody else waiting; it is tried again, and
 * reported.
 *
 * <p>A few are cleaned up before the request that ended them is answered, and of many those that
 * could administer Keycloak, whose Admin API goes by mappings. The rest is due work, these first,
 * which every node claims one subject at a time, so that a node that dies gives it back.
 */
public final class CleanUp implements Runnable {

  /** So many subjects are waited for. */
  static final int AT_ONCE = 20;

  /** And for so many of those whose role Keycloak's Admin API honours until it is gone. */
  private static final int MOST_ADMINISTERING = 50;

  private static final Logger LOG = Logger.getLogger(CleanUp.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final int BATCH = 200;

  /** So many subjects share a transaction, as long as all goes well. */
  private static final int TOGETHER = 10;

  private final RealmJobs jobs;
  private final SessionEnding sessions;

  public CleanUp(RealmJobs jobs, SessionEnding sessions) {
    this.jobs = jobs;
    this.sessions = sessions;
  }

  /**
   * Cleans up what has just ended, where that is a few subjects.
   *
   * @return whether anything is left for {@link #run}
   */
  public boolean after(Committed change) {
    boolean left = false;
    Instant until = now().plus(LONGEST_WAIT);
    for (Ended ended : change.ended()) {
      try {
        List<Due> few =
            Jobs.call(
                jobs.sessions(),
                session ->
                    new DueCleanUps(session).of(ended.realmId(), ended.which(), AT_ONCE + 1));
        if (ended.unwritten() || few.size() > AT_ONCE) {
          left = true;
          few =
              Jobs.call(
                  jobs.sessions(),
                  session ->
                      new DueCleanUps(session)
                          .administering(ended.realmId(), ended.which(), MOST_ADMINISTERING));
        }
        for (Due due : few) {
          left |= now().isAfter(until) || !cleanNow(due);
        }
      } catch (RuntimeException failure) {
        // The end is committed; whatever is wrong now, it is cleaned up later.
        LOG.warnf(failure, "Realm %s: bindings that ended are cleaned up later", ended.realmId());
        left = true;
      }
    }
    return left;
  }

  /** Returns whether nothing is left of it. */
  private boolean cleanNow(Due due) {
    Outcome outcome = clean(due, false);
    if (outcome == Outcome.NOTHING) {
      // It was cleaned up by another thread a moment ago, which may be about to end the sessions.
      sessions.endOf(due.realmId(), due.subjectId());
    }
    return outcome == Outcome.DONE || outcome == Outcome.NOTHING;
  }

  @Override
  public void run() {
    writeEnds();
    // What is claimed elsewhere stays due, and is passed over until the next run.
    int passedOver = 0;
    int failed = 0;
    int cleaned;
    do {
      int skip = passedOver;
      cleaned = 0;
      List<Due> due =
          Jobs.call(jobs.sessions(), session -> new DueCleanUps(session).due(now(), skip, BATCH));
      for (List<Due> some : together(due)) {
        for (Outcome outcome : clean(some)) {
          switch (outcome) {
            case DONE, NOTHING, MORE -> cleaned++;
            case CLAIMED_ELSEWHERE -> passedOver++;
            case FAILED -> {
              passedOver++;
              failed++;
            }
          }
        }
      }
      publish();
    } while (cleaned > 0);
    if (failed > 0) {
      LOG.warnf(
          "%d subjects could not be cleaned up after their bindings ended; no token and no"
              + " credential is good by those, and it is tried again",
          failed);
    }
  }

  private void publish() {
    Backlog left = Jobs.call(jobs.sessions(), session -> new DueCleanUps(session).backlog());
    GateMetrics.cleanUpWaits(left.bindings(), left.failing());
  }

  /** Has the rows of very many bindings say that they have ended. */
  private void writeEnds() {
    for (TicketEnds.Unwritten ended :
        Jobs.call(jobs.sessions(), session -> TicketEnds.unwritten(session, BATCH))) {
      try {
        boolean more;
        do {
          more = Jobs.call(jobs.sessions(), session -> TicketEnds.step(session, ended));
        } while (more);
      } catch (RuntimeException failure) {
        // They are dead by their ticket; it is tried again.
        LOG.warnf(failure, "Realm %s: the end of a ticket is written down later", ended.realmId());
      }
    }
  }

  /** Neighbours of one realm, so many at most. */
  private static List<List<Due>> together(List<Due> due) {
    List<List<Due>> groups = new ArrayList<>();
    for (Due one : due) {
      List<Due> last = groups.isEmpty() ? List.of() : groups.get(groups.size() - 1);
      if (last.isEmpty()
          || last.size() == TOGETHER
          || !last.get(0).realmId().equals(one.realmId())) {
        last = new ArrayList<>();
        groups.add(last);
      }
      last.add(one);
    }
    return groups;
  }

  /** In one transaction; where that fails, each in its own, so that one keeps no other. */
  private List<Outcome> clean(List<Due> some) {
    if (some.size() > 1) {
      try {
        Optional<List<Outcome>> outcomes =
            jobs.in(
                some.get(0).realmId(),
                gate -> some.stream().map(due -> cleanUnclaimed(gate, due)).toList());
        if (outcomes.isPresent()) {
          outcomes.get().stream()
              .filter(outcome -> outcome != Outcome.CLAIMED_ELSEWHERE)
              .forEach(outcome -> GateMetrics.cleanUps(GateMetrics.CleanUpOutcome.DONE));
          return outcomes.get();
        }
      } catch (RuntimeException failure) {
        LOG.debugf(failure, "One of %d subjects could not be cleaned up", some.size());
      }
    }
    return some.stream().map(due -> clean(due, true)).toList();
  }

  private static Outcome cleanUnclaimed(RealmGate gate, Due due) {
    return new DueBindings(gate.session()).claim(due)
        ? cleanClaimed(gate, due)
        : Outcome.CLAIMED_ELSEWHERE;
  }

  private enum Outcome {
    DONE,
    NOTHING,
    /** The subject has more than one transaction cleans up. */
    MORE,
    CLAIMED_ELSEWHERE,
    FAILED
  }

  private Outcome clean(Due due, boolean skipClaimed) {
    try {
      Outcome outcome =
          jobs.in(
                  due.realmId(),
                  gate -> skipClaimed ? cleanUnclaimed(gate, due) : cleanClaimed(gate, due))
              .orElseGet(() -> recordOnly(due));
      if (outcome != Outcome.CLAIMED_ELSEWHERE) {
        GateMetrics.cleanUps(GateMetrics.CleanUpOutcome.DONE);
      }
      return outcome;
    } catch (RuntimeException failure) {
      LOG.debugf(
          failure,
          "Subject %s in realm %s could not be cleaned up",
          due.subjectId(),
          due.realmId());
      failed(due, failure);
      return Outcome.FAILED;
    }
  }

  private static Outcome cleanClaimed(RealmGate gate, Due due) {
    return Traced.in(
        gate.session(),
        "ticket-gate clean up",
        Map.of("realm", due.realmId(), "subject", due.subjectId()),
        () -> {
          gate.bindings().lockSubject(due.subjectId());
          List<Remains> remains = gate.bindings().remains(due.subjectId());
          if (!remains.isEmpty()) {
            gate.endings().cleanUp(remains, now());
          }
          return outcome(remains.size());
        });
  }

  private static Outcome outcome(int cleaned) {
    if (cleaned == 0) {
      return Outcome.NOTHING;
    }
    return cleaned < Bindings.MOST_REMAINS ? Outcome.DONE : Outcome.MORE;
  }

  /** The realm is gone, and all that was granted in it; the history outlives it. */
  private Outcome recordOnly(Due due) {
    return Jobs.call(
        jobs.sessions(),
        session -> {
          JpaBindings bindings = new JpaBindings(session, due.realmId());
          bindings.lockSubject(due.subjectId());
          List<Remains> remains = bindings.remains(due.subjectId());
          remains.forEach(each -> bindings.record(each.ended(), each.end()));
          bindings.cleanedUp(remains);
          return outcome(remains.size());
        });
  }

  private void failed(Due due, RuntimeException failure) {
    GateMetrics.cleanUps(GateMetrics.CleanUpOutcome.FAILED);
    try {
      // Without the realm: where it cannot be read, its subjects are to wait longer as well.
      boolean first =
          Jobs.call(jobs.sessions(), session -> new DueCleanUps(session).failed(due, now()));
      if (first) {
        jobs.run(due.realmId(), gate -> report(gate, due, failure));
      }
    } catch (RuntimeException again) {
      LOG.debugf(again, "It is due still, and nobody was told");
    }
  }

  private static void report(RealmGate gate, Due due, RuntimeException failure) {
    List<Remains> remains = gate.bindings().remains(due.subjectId());
    if (remains.isEmpty()) {
      return;
    }
    Subject subject = remains.get(0).ended().subject();
    LOG.warnf(
        "Realm %s: subject %s could not be cleaned up after its bindings ended (%s); it is tried"
            + " again",
        gate.realm().getId(), subject.id(), failure.getClass().getSimpleName());
    // What keeps the clean-up waiting keeps nobody from hearing that they have ended.
    remains.forEach(each -> gate.journal().announce(each.ended(), each.end()));
    gate.journal().cleanUpFailed(remains.get(0).ended(), now());
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
