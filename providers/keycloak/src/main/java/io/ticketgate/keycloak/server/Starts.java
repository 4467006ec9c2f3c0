package io.ticketgate.keycloak.server;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.realm.SystemHealth;
import io.ticketgate.keycloak.store.DueSteps;
import io.ticketgate.keycloak.store.DueSteps.Kind;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Activates what was authorised for a time that has come, by the clock of whichever node comes
 * first. The ticket is read from its ITSM before, and all is judged again; where that fails, the
 * binding ends. An ITSM that does not answer delays its own starts, and no others.
 */
public final class Starts implements Runnable {

  private static final Logger LOG = Logger.getLogger(Starts.class);

  private final RealmJobs jobs;
  private final SystemHealth health;

  public Starts(RealmJobs jobs, SystemHealth health) {
    this.jobs = jobs;
    this.health = health;
  }

  /** A system that did not answer in this pass. */
  private record Silent(String realmId, String system) {}

  @Override
  public void run() {
    Set<Silent> silent = new HashSet<>();
    DueWork work = new DueWork(jobs, Kind.START);
    work.through(
        (realmId, ids) -> {
          if (jobs.in(realmId, gate -> true).isEmpty()) {
            work.forget(realmId);
            return 0;
          }
          return (int) ids.stream().filter(id -> !started(realmId, id, silent)).count();
        });
  }

  /** Returns false for what is left for the next pass. */
  private boolean started(String realmId, String id, Set<Silent> silent) {
    try {
      Optional<TicketRef> ticket = jobs.in(realmId, gate -> ticketOf(gate, id)).flatMap(t -> t);
      return ticket.isPresent()
          && !silent.contains(new Silent(realmId, ticket.get().system()))
          && read(realmId, ticket.get(), silent)
          && jobs.in(realmId, gate -> start(gate, id)).orElse(false);
    } catch (RuntimeException failure) { // it keeps no other
      LOG.errorf(
          failure, "Realm %s: binding %s could not be started; it is tried again", realmId, id);
      return false;
    }
  }

  private static Optional<TicketRef> ticketOf(RealmGate gate, String id) {
    return new DueSteps(gate.session())
        .stillDue(Kind.START, gate.realm().getId(), List.of(id), now()).stream()
            .findFirst()
            .map(Binding::ticket);
  }

  /** What the ITSM says stands, whatever becomes of the start. */
  private boolean read(String realmId, TicketRef ticket, Set<Silent> silent) {
    try {
      jobs.run(
          realmId,
          gate -> new RequestedTickets(gate, health).read(ticket, Duration.ZERO, null, now()));
      return true;
    } catch (GateException.Unavailable failure) {
      silent.add(new Silent(realmId, ticket.system()));
      LOG.warnf(
          "Realm %s: what is to start under ticket %s starts as soon as its ITSM answers: %s",
          realmId, ticket, failure.getMessage());
    } catch (GateException.NotFound gone) {
      LOG.warnf("Realm %s: nothing starts under ticket %s: it is not there", realmId, ticket);
    }
    return false;
  }

  private static boolean start(RealmGate gate, String id) {
    Optional<Binding> seen = gate.grantDesk().start(id, now());
    if (seen.isPresent() && seen.get().status() == BindingStatus.ACTIVE) {
      LOG.infof("Realm %s: binding %s has started", gate.realm().getId(), id);
    } else if (seen.isPresent()) {
      LOG.warnf("Realm %s: binding %s was to start, and was refused", gate.realm().getId(), id);
    }
    return seen.isPresent();
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
