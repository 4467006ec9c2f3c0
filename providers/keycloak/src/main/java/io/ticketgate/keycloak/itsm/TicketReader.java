package io.ticketgate.keycloak.itsm;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.gate.TicketDesk;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.core.ticket.WebAddress;
import io.ticketgate.keycloak.calls.Traced;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.SystemHealth;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.RealmModel;

/**
 * Reads a ticket from its ITSM, and hands what was read to the {@link TicketDesk}. Every failure on
 * the way is an {@link ItsmException}; a caller that asked on behalf of a person turns it into a
 * sentence for that person.
 */
final class TicketReader {

  private static final Logger LOG = Logger.getLogger(TicketReader.class);

  private final RealmGate gate;
  private final SystemHealth health;

  TicketReader(RealmGate gate, SystemHealth health) {
    this.gate = gate;
    this.health = health;
  }

  /**
   * What an ITSM said of a ticket, without an address that no page may show; not stored yet.
   *
   * @param connector which asked, and knows the order of the system's versions
   * @param begun when it was asked
   */
  record Fetched(ItsmConnector connector, Ticket ticket, Instant begun) {

    Fetched {
      ticket = WebAddress.checked(ticket);
    }
  }

  /**
   * Asks the ITSM, without a look at the database, and notes how the system does.
   *
   * @param known the ticket as it is stored; null for none
   * @throws ItsmException when it does not answer with this ticket
   */
  Fetched ask(ItsmSystem system, TicketRef ref, @Nullable Ticket known) {
    RealmModel realm = gate.realm();
    Instant begun = now();
    try (ItsmConnector connector = system.connector()) {
      Ticket ticket =
          Traced.in(
              gate.session(),
              "ticket-gate read ticket",
              Map.of("realm", realm.getId(), "system", system.name(), "ticket", ref.toString()),
              () -> connector.fetch(ref, known));
      if (!ticket.ref().equals(ref)) {
        throw new ItsmException.NotFound("The ITSM answered with another ticket.", null);
      }
      health.answered(realm, system.component());
      return new Fetched(connector, ticket, begun);
    } catch (ItsmException failure) {
      health.failed(realm, system.component(), failure);
      throw failure;
    } catch (RuntimeException broken) {
      // A connector of somebody else's: whatever it throws, nothing is granted on it.
      ItsmException failure =
          new ItsmException.Malformed(
              "The connector failed with "
                  + broken.getClass().getName()
                  + "; the server's log says more.",
              broken);
      LOG.errorf(broken, "The connector of ITSM system %s failed", system.name());
      health.failed(realm, system.component(), failure);
      throw failure;
    }
  }

  /**
   * Stores what was fetched.
   *
   * @param by the person who had it read; null for the gate itself
   * @return whether it was anything new
   * @throws ItsmException.Malformed when its version cannot be ordered
   * @throws GateException.Conflict {@code ticket_outdated}
   */
  boolean store(Fetched fetched, @Nullable Person by, Occasion occasion) {
    Ticket ticket = fetched.ticket();
    Instant now = now();
    boolean known =
        gate.tickets()
            .find(ticket.ref())
            .map(KnownTicket::ticket)
            .filter(ticket::equals)
            .isPresent();
    if (known) {
      gate.tickets().readAgain(ticket.ref(), now);
      return false;
    }
    return gate.ticketDesk()
            .read(ticket, fetched.connector()::compareVersions, fetched.begun(), by, occasion, now)
        != TicketDesk.Receipt.UNCHANGED;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
