package io.ticketgate.keycloak.server;

import io.ticketgate.keycloak.calls.BackChannelLogout.Logout;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.EndedSessions;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.BindingChanges.Committed;
import io.ticketgate.keycloak.store.SessionEnds;
import io.ticketgate.keycloak.store.SessionEnds.Due;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.UserModel;

/**
 * Ends the sessions that are to end, after the commit that says so. Keycloak stores its sessions
 * when a transaction is over, so whether they are gone is only known afterwards: then, in another
 * transaction, the row of the work goes, or waits for the logouts to be sent.
 */
public final class SessionEnding implements Runnable {

  private static final Logger LOG = Logger.getLogger(SessionEnding.class);
  private static final int BATCH = 50;

  private final RealmJobs jobs;

  public SessionEnding(RealmJobs jobs) {
    this.jobs = jobs;
  }

  /**
   * Ends the sessions that a transaction has left to be ended.
   *
   * @return whether applications are to hear of it
   */
  public boolean after(Committed change) {
    try {
      return endAll(change.sessionEnds());
    } catch (RuntimeException failure) {
      // It is committed that they end; whatever is wrong now, they do so later.
      LOG.warnf(failure, "Sessions that are to end do so later");
      return false;
    }
  }

  /** Ends what is to end of one user, also where another thread is about to. */
  void endOf(String realmId, String userId) {
    end(Jobs.call(jobs.sessions(), session -> new SessionEnds(session).of(realmId, userId)));
  }

  /** Ends what an earlier try has left. */
  @Override
  public void run() {
    List<String> due;
    do {
      due =
          Jobs.call(
              jobs.sessions(),
              session -> {
                SessionEnds ends = new SessionEnds(session);
                return ends.due(false, now(), BATCH).stream()
                    .filter(id -> ends.claim(id, now()))
                    .toList();
              });
      end(due);
    } while (!due.isEmpty());
  }

  private boolean end(Collection<String> ids) {
    if (ids.isEmpty()) {
      return false;
    }
    return endAll(Jobs.call(jobs.sessions(), session -> new SessionEnds(session).these(ids)));
  }

  private boolean endAll(List<Due> due) {
    boolean told = false;
    for (Map.Entry<String, List<Due>> realm :
        due.stream().collect(Collectors.groupingBy(Due::realmId)).entrySet()) {
      told |= end(realm.getKey(), realm.getValue());
    }
    return told;
  }

  /** All of a realm together; where that fails, each alone, so that one keeps no other. */
  private boolean end(String realmId, List<Due> some) {
    try {
      boolean told =
          jobs.in(
                  realmId,
                  gate -> {
                    boolean any = false;
                    for (Due due : some) {
                      any |= end(gate, due);
                    }
                    return any;
                  })
              .orElse(false);
      Set<String> ids = some.stream().map(Due::id).collect(Collectors.toSet());
      Jobs.run(jobs.sessions(), session -> new SessionEnds(session).sessionsEnded(ids, now()));
      return told;
    } catch (RuntimeException failure) {
      if (some.size() > 1) {
        boolean told = false;
        for (Due due : some) {
          told |= end(realmId, List.of(due));
        }
        return told;
      }
      failed(some.get(0), failure);
      return false;
    }
  }

  private static boolean end(RealmGate gate, Due due) {
    SessionEnds ends = new SessionEnds(gate.session());
    UserModel user = gate.session().users().getUserById(gate.realm(), due.userId());
    if (user == null) {
      ends.logouts(due.id(), null); // Keycloak has ended the sessions with the user
      return false;
    }
    List<Logout> logouts =
        LogoutJson.joined(
            LogoutJson.read(due.logouts()),
            new EndedSessions(gate.session(), gate.realm()).end(user, due.lost()));
    if (!logouts.isEmpty()) {
      ends.logouts(due.id(), LogoutJson.write(logouts));
    }
    return !logouts.isEmpty();
  }

  private void failed(Due due, RuntimeException failure) {
    LOG.warnf(
        "Realm %s: sessions of user %s could not be ended (%s); no new token is issued with what"
            + " was lost, and it is tried again",
        due.realmId(), due.userId(), failure.getClass().getSimpleName());
    LOG.debugf(failure, "Sessions of user %s could not be ended", due.userId());
    try {
      Jobs.run(jobs.sessions(), session -> new SessionEnds(session).failed(due, now()));
    } catch (RuntimeException again) {
      LOG.debugf(again, "It is due still");
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
