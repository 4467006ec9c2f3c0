package io.ticketgate.keycloak.task;

import io.ticketgate.core.GateException;
import io.ticketgate.core.KnownTicket;
import io.ticketgate.core.Mode;
import io.ticketgate.keycloak.RealmGate;
import io.ticketgate.keycloak.TicketReader;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Reads tickets anew, and takes in what was read. Each of the two has a transaction of its own, so
 * that nothing in the database is held while an ITSM is waited for.
 */
public final class TicketUpdates {

  private static final Logger LOG = Logger.getLogger(TicketUpdates.class);

  private final KeycloakSessionFactory factory;
  private final Mode serverMode;

  /** What came of reading a ticket. */
  public enum Outcome {
    /** The gate knows no such ticket, so nothing rests on it; the ITSM was not asked. */
    UNKNOWN,
    /** Nothing new, or something newer is known already. */
    SAME,
    /** Something new was read, and taken in. */
    NEWER,
    /** The ITSM says that there is no such ticket. */
    MISSING
  }

  public TicketUpdates(KeycloakSessionFactory factory, Mode serverMode) {
    this.factory = factory;
    this.serverMode = serverMode;
  }

  /**
   * Reads a ticket that the gate knows.
   *
   * @throws ItsmException when it could not be read
   */
  public Outcome refresh(String realmId, TicketRef ref, TicketReader.Occasion occasion) {
    Optional<KnownTicket> known = in(realmId, gate -> gate.tickets().find(ref), Optional.empty());
    if (known.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    Optional<TicketReader.Fetched> fetched;
    try {
      fetched = in(realmId, gate -> ask(gate, ref, known.get()), Optional.empty());
    } catch (ItsmException.NotFound none) {
      missing(realmId, ref);
      return Outcome.MISSING;
    }
    if (fetched.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    try {
      return in(realmId, gate -> gate.ticketReader().store(fetched.get(), null, occasion), false)
          ? Outcome.NEWER
          : Outcome.SAME;
    } catch (GateException.Conflict outdated) {
      LOG.debugf("Realm %s: %s", realmId, outdated.getMessage());
      in(realmId, gate -> gate.tickets().readAgain(ref, now()), 0);
      return Outcome.SAME;
    } catch (GateException.Unavailable unordered) {
      throw new ItsmException.Malformed(String.valueOf(unordered.getMessage()), unordered);
    }
  }

  private static Optional<TicketReader.Fetched> ask(
      RealmGate gate, TicketRef ref, KnownTicket known) {
    return ItsmSystem.find(gate.session(), gate.realm(), ref.system())
        .filter(system -> !system.factory().acceptsRecords())
        .map(system -> gate.ticketReader().ask(system, ref, known.ticket()));
  }

  private void missing(String realmId, TicketRef ref) {
    boolean ended =
        in(realmId, gate -> gate.ticketDesk().missing(ref, patience(gate, ref), now()), false);
    if (ended) {
      LOG.infof(
          "Realm %s: ticket %s is gone from its ITSM, and its bindings are ended", realmId, ref);
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

  private <T> T in(String realmId, Function<RealmGate, T> work, T withoutRealm) {
    return KeycloakModelUtils.runJobInTransactionWithResult(
        factory,
        session -> {
          RealmModel realm = session.realms().getRealm(realmId);
          if (realm == null) {
            return withoutRealm; // being removed
          }
          session.getContext().setRealm(realm);
          return work.apply(RealmGate.of(session, realm, serverMode));
        });
  }
}
