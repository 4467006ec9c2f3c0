package io.ticketgate.keycloak;

import io.ticketgate.core.ErrorCode;
import io.ticketgate.core.GateException;
import io.ticketgate.core.KnownTicket;
import io.ticketgate.core.Person;
import io.ticketgate.core.TicketDesk;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.store.JpaTickets;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Reads tickets from the ITSM they live in, and hands what it read to the {@link TicketDesk}. */
public final class TicketReader {

  private static final long RETRY_AFTER_SECONDS = 30;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final JpaTickets tickets;
  private final TicketDesk desk;

  TicketReader(KeycloakSession session, RealmModel realm, JpaTickets tickets, TicketDesk desk) {
    this.session = session;
    this.realm = realm;
    this.tickets = tickets;
    this.desk = desk;
  }

  /** What an ITSM said of a ticket; not stored yet. */
  public record Fetched(ItsmSystem system, Ticket ticket) {}

  /**
   * Asks the ITSM, before any lock is taken.
   *
   * @param snapshotMaxAge a stored ticket no older than this is good enough
   * @return what it said; empty when the stored ticket is to be used
   * @throws GateException.NotFound {@code ticket_not_found}
   * @throws GateException.Unavailable when the ITSM does not answer
   */
  public Optional<Fetched> fetch(TicketRef ref, Duration snapshotMaxAge, Instant now) {
    ItsmSystem system = system(ref);
    Optional<KnownTicket> known = tickets.find(ref);
    if (system.factory().acceptsRecords()) {
      if (known.isEmpty()) {
        throw notFound(ref);
      }
      return Optional.empty();
    }
    if (known.isPresent()
        && tickets.readAt(ref).filter(at -> at.plus(snapshotMaxAge).isAfter(now)).isPresent()) {
      return Optional.empty();
    }
    try {
      Ticket ticket = system.connector().fetch(ref, known.map(KnownTicket::ticket).orElse(null));
      if (!ticket.ref().equals(ref)) {
        throw new ItsmException.Malformed("The ITSM answered with another ticket.", null);
      }
      return Optional.of(new Fetched(system, ticket));
    } catch (ItsmException.NotFound none) {
      throw notFound(ref);
    } catch (ItsmException failure) {
      throw unavailable(ref, failure);
    }
  }

  /** Stores what was fetched. */
  public void store(Fetched fetched, @Nullable Person by, Instant now) {
    Ticket ticket = fetched.ticket();
    boolean known =
        tickets.find(ticket.ref()).map(KnownTicket::ticket).filter(ticket::equals).isPresent();
    if (known) {
      return;
    }
    try {
      desk.receive(ticket, fetched.system().connector()::compareVersions, by, now);
    } catch (ItsmException.Malformed unordered) {
      throw unavailable(ticket.ref(), unordered);
    }
  }

  /** The configured system of a reference. */
  public ItsmSystem system(TicketRef ref) {
    return ItsmSystem.find(session, realm, ref.system())
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.TICKET_NOT_FOUND,
                    "No ITSM system '"
                        + ref.system()
                        + "' is configured in this realm; configured are "
                        + ItsmSystem.components(realm).map(c -> c.getName()).sorted().toList()
                        + "."));
  }

  private static GateException.NotFound notFound(TicketRef ref) {
    return new GateException.NotFound(
        ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + ref + ".");
  }

  private static GateException.Unavailable unavailable(TicketRef ref, ItsmException failure) {
    Duration asked = failure.retryAfter();
    long seconds = asked == null ? RETRY_AFTER_SECONDS : Math.max(1, asked.toSeconds());
    return new GateException.Unavailable(
        "Ticket "
            + ref
            + " could not be read, and nothing is granted on an unread ticket: "
            + failure.getMessage(),
        seconds);
  }
}
