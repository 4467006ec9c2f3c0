package io.ticketgate.keycloak;

import io.ticketgate.core.ErrorCode;
import io.ticketgate.core.GateException;
import io.ticketgate.core.KnownTicket;
import io.ticketgate.core.Person;
import io.ticketgate.core.TicketDesk;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.store.JpaTickets;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Reads tickets from the ITSM they live in, and hands what it read to the {@link TicketDesk}. */
public final class TicketReader {

  /** Why a ticket is read. */
  public enum Occasion {
    REQUEST("for a request"),
    WEBHOOK("after a webhook"),
    LISTED("because the ITSM lists it as changed"),
    RECHECK("again, as every ticket with live bindings is from time to time");

    private final String words;

    Occasion(String words) {
      this.words = words;
    }

    private String words() {
      return words;
    }
  }

  private static final Logger LOG = Logger.getLogger(TicketReader.class);
  private static final String READ_AHEAD = TicketReader.class.getName();
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

  /**
   * What an ITSM said of a ticket; not stored yet.
   *
   * @param connector which asked, and knows the order of the system's versions
   * @param begun when it was asked
   */
  public record Fetched(ItsmConnector connector, Ticket ticket, Instant begun) {}

  /**
   * Reads the ticket from its ITSM before any lock is taken, and stores it in a transaction of its
   * own: what was read stands, whatever becomes of the request. A closure that a refused request
   * comes upon ends the ticket's bindings.
   *
   * @param snapshotMaxAge a stored ticket no older than this is good enough
   * @param by who wants to know
   * @throws GateException.NotFound {@code ticket_not_found}
   * @throws GateException.Unavailable when the ITSM does not answer
   */
  public void read(TicketRef ref, Duration snapshotMaxAge, @Nullable Person by, Instant now) {
    Optional<Fetched> fetched = fetch(ref, snapshotMaxAge, now);
    if (fetched.isPresent()) {
      storeApart(fetched.get(), by);
    }
  }

  /**
   * As {@link #read}, in a session of its own and for one that must not be queried now. What came
   * of it holds for the rest of this session: the ITSM is not asked a second time.
   */
  public void readAhead(TicketRef ref, @Nullable Person by, Instant now) {
    Map<TicketRef, Optional<GateException>> ahead = readAhead();
    if (ahead.containsKey(ref)) {
      return;
    }
    try {
      KeycloakModelUtils.runJobInTransaction(
          session.getKeycloakSessionFactory(),
          own -> {
            RealmModel same = own.realms().getRealm(realm.getId());
            own.getContext().setRealm(same);
            RealmGate gate = own.getProvider(TicketGate.class).of(same);
            gate.ticketReader().read(ref, gate.rules().snapshotMaxAge(), by, now);
          });
      ahead.put(ref, Optional.empty());
    } catch (GateException failure) {
      ahead.put(ref, Optional.of(failure));
    }
  }

  @SuppressWarnings("unchecked") // an attribute of our own
  private Map<TicketRef, Optional<GateException>> readAhead() {
    Map<TicketRef, Optional<GateException>> ahead = session.getAttribute(READ_AHEAD, Map.class);
    if (ahead == null) {
      ahead = new HashMap<>();
      session.setAttribute(READ_AHEAD, ahead);
    }
    return ahead;
  }

  private void storeApart(Fetched fetched, @Nullable Person by) {
    KeycloakModelUtils.runJobInTransaction(
        session.getKeycloakSessionFactory(),
        own -> {
          RealmModel same = own.realms().getRealm(realm.getId());
          own.getContext().setRealm(same);
          own.getProvider(TicketGate.class)
              .of(same)
              .ticketReader()
              .store(fetched, by, Occasion.REQUEST);
        });
  }

  /**
   * Asks the ITSM, before any lock is taken.
   *
   * @param snapshotMaxAge a stored ticket no older than this is good enough
   * @return what it said; empty when the stored ticket is to be used
   * @throws GateException.NotFound {@code ticket_not_found}
   * @throws GateException.Unavailable when the ITSM does not answer
   */
  public Optional<Fetched> fetch(TicketRef ref, Duration snapshotMaxAge, Instant now) {
    Optional<GateException> ahead = readAhead().get(ref);
    if (ahead != null) {
      ahead.ifPresent(
          failure -> {
            throw failure;
          });
      return Optional.empty();
    }
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
      return Optional.of(ask(system, ref, known.map(KnownTicket::ticket).orElse(null)));
    } catch (ItsmException.NotFound none) {
      throw new GateException.NotFound(
          ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + ref + ": " + none.getMessage());
    } catch (ItsmException failure) {
      throw unavailable(ref, failure);
    }
  }

  /**
   * Asks the ITSM, without a look at the database, and notes how the system does.
   *
   * @throws ItsmException when it does not answer with this ticket
   */
  public Fetched ask(ItsmSystem system, TicketRef ref, @Nullable Ticket known) {
    SystemHealth health = session.getProvider(TicketGate.class).systemHealth();
    Instant begun = Instant.ofEpochMilli(Time.currentTimeMillis());
    try (ItsmConnector connector = system.connector()) {
      Ticket ticket = connector.fetch(ref, known);
      if (!ticket.ref().equals(ref)) {
        throw new ItsmException.NotFound("The ITSM answers with another ticket.", null);
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
   * @param by who had it read; null for the gate itself
   * @return whether it was anything new
   * @throws GateException.Unavailable when its version cannot be ordered
   * @throws GateException.Conflict {@code ticket_outdated}
   */
  public boolean store(Fetched fetched, @Nullable Person by, Occasion occasion) {
    Ticket ticket = fetched.ticket();
    Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
    boolean known =
        tickets.find(ticket.ref()).map(KnownTicket::ticket).filter(ticket::equals).isPresent();
    if (known) {
      tickets.readAgain(ticket.ref(), now);
      return false;
    }
    try {
      return desk.read(
              ticket,
              fetched.connector()::compareVersions,
              fetched.begun(),
              by,
              occasion.words(),
              now)
          != TicketDesk.Receipt.UNCHANGED;
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
