package io.ticketgate.keycloak.server;

import io.ticketgate.core.event.Outages;
import io.ticketgate.keycloak.config.EventOutbox;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.realm.SystemHealth;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.component.ComponentModel;

/**
 * Tells subscribers of ITSM systems that do not answer this node, and of those that answer again.
 * Each node tells of what it sees.
 */
public final class OutageWatch implements Runnable {

  private static final Logger LOG = Logger.getLogger(OutageWatch.class);

  private final RealmJobs jobs;
  private final SystemHealth health;
  private final Outages outages = new Outages();

  public OutageWatch(RealmJobs jobs, SystemHealth health) {
    this.jobs = jobs;
    this.health = health;
  }

  @Override
  public synchronized void run() {
    outages.look(health.states()).forEach(this::tell);
  }

  private void tell(Outages.State state) {
    try {
      boolean there = jobs.in(state.realmId(), gate -> announce(gate, state)).orElse(false);
      if (!there) {
        health.forget(state.systemId());
      }
    } catch (RuntimeException failure) { // it keeps no other
      outages.unheard(state);
      LOG.warnf(
          failure,
          "Realm %s: nobody could be told how ITSM system %s does; it is tried again",
          state.realmId(),
          state.systemId());
    }
  }

  /** Returns false when there is no such system any more. */
  private boolean announce(RealmGate gate, Outages.State state) {
    ComponentModel system = gate.realm().getComponent(state.systemId());
    if (system == null) {
      return false;
    }
    String problem =
        health
            .of(system)
            .filter(report -> !state.up())
            .map(SystemHealth.Report::problem)
            .orElse("");
    new EventOutbox(gate.session(), gate.realm())
        .announce(
            Outages.event(
                state, system.getName(), problem, Instant.ofEpochMilli(Time.currentTimeMillis())));
    LOG.infof(
        "Realm %s: ITSM system %s %s",
        state.realmId(), system.getName(), state.up() ? "answers again" : "does not answer");
    return true;
  }
}
