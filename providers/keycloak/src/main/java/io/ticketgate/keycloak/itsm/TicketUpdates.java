package io.ticketgate.keycloak.itsm;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.realm.SystemHealth;
import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Reads tickets again, and stores what was read. Each of the two has a transaction of its own, so
 * that nothing in the database is held while an ITSM is waited for.
 */
public final class TicketUpdates {

  private static final Logger LOG = Logger.getLogger(TicketUpdates.class);

  private final RealmJobs jobs;
  private final SystemHealth health;

  /** What came of reading a ticket. */
  enum Outcome {
    /** The gate knows no such ticket, so nothing rests on it; the ITSM was not asked. */
    UNKNOWN,
    /** Nothing new, or something newer is known already. */
    SAME,
    /** Something new was read, and taken in. */
    NEWER,
    /** The ITSM says that there is no such ticket. */
    MISSING
  }

  public TicketUpdates(RealmJobs jobs, SystemHealth health) {
    this.jobs = jobs;
    this.health = health;
  }

  /**
   * Reads a ticket that the gate knows.
   *
   * @throws ItsmException when it could not be read
   */
  Outcome refresh(String realmId, TicketRef ref, Occasion occasion) {
    Optional<KnownTicket> known =
        jobs.in(realmId, gate -> gate.tickets().find(ref)).flatMap(found -> found);
    if (known.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    Optional<TicketReader.Fetched> fetched;
    try {
      fetched = jobs.in(realmId, gate -> ask(gate, ref, known.get())).flatMap(found -> found);
    } catch (ItsmException.NotFound none) {
      missing(realmId, ref);
      return Outcome.MISSING;
    }
    if (fetched.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    try {
      boolean newer =
          jobs.in(realmId, gate -> reader(gate).store(fetched.get(), null, occasion)).orElse(false);
      return newer ? Outcome.NEWER : Outcome.SAME;
    } catch (GateException.Conflict outdated) {
      LOG.debugf("Realm %s: %s", realmId, outdated.getMessage());
      jobs.run(realmId, gate -> gate.tickets().readAgain(ref, now()));
      return Outcome.SAME;
    }
  }

  private Optional<TicketReader.Fetched> ask(RealmGate gate, TicketRef ref, KnownTicket known) {
    return ItsmSystem.find(gate.session(), gate.realm(), ref.system())
        .filter(system -> !system.factory().acceptsRecords())
        .map(system -> reader(gate).ask(system, ref, known.ticket()));
  }

  private TicketReader reader(RealmGate gate) {
    return new TicketReader(gate, health);
  }

  private void missing(String realmId, TicketRef ref) {
    boolean ended =
        jobs.in(realmId, gate -> gate.ticketDesk().missing(ref, patience(gate, ref), now()))
            .orElse(false);
    if (ended) {
      LOG.infof("Realm %s: the ITSM no longer has ticket %s; its bindings are ended", realmId, ref);
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }

  /** As long as it takes until every ticket has been read again: one lapse of rights is shorter. */
  private static Duration patience(RealmGate gate, TicketRef ref) {
    return ItsmSystem.find(gate.session(), gate.realm(), ref.system())
        .map(ItsmSystem::recheckEvery)
        .orElse(Duration.parse(ItsmConnectorFactory.DEFAULT_RECHECK_EVERY));
  }
}
