package io.ticketgate.keycloak.server;

import io.ticketgate.keycloak.calls.BackChannelLogout;
import io.ticketgate.keycloak.calls.BackChannelLogout.Logout;
import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.calls.GateMetrics.LogoutOutcome;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.SessionEnds;
import io.ticketgate.keycloak.store.SessionEnds.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Tells applications of sessions that have ended, by Keycloak's back-channel logout, on a thread of
 * its own: no end waits for that. An application that does not answer in time is asked for nothing
 * else in the same run; each is tried a few times, and what was not told in the end is a line in
 * the log.
 */
public final class Logouts implements Runnable {

  private static final Logger LOG = Logger.getLogger(Logouts.class);
  private static final String EXECUTOR = "ticket-gate-logouts";
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int BATCH = 50;
  private static final int MOST_TRIES = 4;

  private final RealmJobs jobs;

  public Logouts(RealmJobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public void run() {
    Set<String> silent = new HashSet<>();
    List<Due> due;
    do {
      due =
          Jobs.call(
              jobs.sessions(),
              session -> {
                SessionEnds ends = new SessionEnds(session);
                return ends.these(
                    ends.due(true, now(), BATCH).stream()
                        .filter(id -> ends.claim(id, now()))
                        .toList());
              });
      due.forEach(each -> tell(each, silent));
    } while (!due.isEmpty());
  }

  private void tell(Due due, Set<String> silent) {
    List<Logout> left = new ArrayList<>();
    for (Logout logout : LogoutJson.read(due.logouts())) {
      if (silent.contains(logout.clientId()) || !sentInTime(due, logout, silent)) {
        left.add(logout);
      }
    }
    boolean over = !left.isEmpty() && due.tries() + 1 >= MOST_TRIES;
    if (!left.isEmpty()) {
      GateMetrics.logouts(over ? LogoutOutcome.GIVEN_UP : LogoutOutcome.FAILED, left.size());
    }
    if (over) {
      left.forEach(
          logout ->
              LOG.warnf(
                  "Realm %s: client %s was not told that session %s has ended; it is not tried"
                      + " again",
                  due.realmId(), logout.clientId(), logout.sessionId()));
    }
    Jobs.run(
        jobs.sessions(),
        session -> {
          SessionEnds ends = new SessionEnds(session);
          if (left.isEmpty() || over) {
            ends.done(due.id());
          } else {
            ends.logouts(due.id(), LogoutJson.write(left));
            ends.failed(due, now());
          }
        });
  }

  private boolean sentInTime(Due due, Logout logout, Set<String> silent) {
    Future<Boolean> sending = executor().submit(() -> sent(due, logout));
    try {
      boolean sent = sending.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      if (sent) {
        GateMetrics.logouts(LogoutOutcome.SENT, 1);
      } else {
        silent.add(logout.clientId());
      }
      return sent;
    } catch (TimeoutException | ExecutionException failure) {
      LOG.debugf(failure, "Client %s was not told", logout.clientId());
      silent.add(logout.clientId());
      sending.cancel(true);
      return false;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whatever it is made of was read a moment ago, so that it holds no connection meanwhile. */
  private boolean sent(Due due, Logout logout) {
    return jobs.in(
            due.realmId(),
            gate -> {
              UserModel user = gate.session().users().getUserById(gate.realm(), due.userId());
              return user == null
                  || BackChannelLogout.send(gate.session(), gate.realm(), user, logout);
            })
        .orElse(true);
  }

  private ExecutorService executor() {
    try (KeycloakSession session = jobs.sessions().create()) {
      return session.getProvider(ExecutorsProvider.class).getExecutor(EXECUTOR);
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
