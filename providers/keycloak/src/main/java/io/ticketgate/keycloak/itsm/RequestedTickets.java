package io.ticketgate.keycloak.itsm;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.keycloak.calls.AfterRollback;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.SystemHealth;
import io.ticketgate.keycloak.realm.TicketSource;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The tickets that requests name. It decides whether the stored ticket is good enough, asks the
 * ITSM if not, and says in the terms of a request what went wrong. One for each realm and session.
 */
public final class RequestedTickets implements TicketSource {

  private static final String ASKED = RequestedTickets.class.getName() + "/";
  private static final Duration LONGEST_READING = Duration.ofSeconds(20);
  private static final long RETRY_AFTER_SECONDS = 30;

  private final RealmGate gate;
  private final SystemHealth health;
  private final TicketReader reader;

  public RequestedTickets(RealmGate gate, SystemHealth health) {
    this.gate = gate;
    this.health = health;
    this.reader = new TicketReader(gate, health);
  }

  /**
   * Reads the ticket from its ITSM before any lock is taken, and stores it: what was read stands,
   * whatever becomes of the request. A closure that a refused request comes upon ends the ticket's
   * bindings.
   *
   * @param snapshotMaxAge a stored ticket no older than this is good enough
   * @param by the person on whose behalf it is read
   * @throws GateException.NotFound {@code ticket_not_found}
   * @throws GateException.Unavailable when the ITSM does not answer
   */
  public void read(TicketRef ref, Duration snapshotMaxAge, @Nullable Person by, Instant now) {
    fetch(ref, snapshotMaxAge, now).ifPresent(fetched -> store(fetched, by));
  }

  /**
   * As {@link #read} for several tickets: all are read before any is stored, which takes a lock.
   *
   * @return those that could not be read, with the reason
   */
  public Map<TicketRef, GateException> readEach(
      Collection<TicketRef> refs, @Nullable Person by, Instant now) {
    long until = System.nanoTime() + LONGEST_READING.toNanos();
    Map<TicketRef, GateException> failures = new HashMap<>();
    List<TicketReader.Fetched> read = new ArrayList<>();
    for (TicketRef ref : refs.stream().sorted(Comparator.comparing(TicketRef::toString)).toList()) {
      try {
        if (System.nanoTime() > until) {
          throw new GateException.Unavailable(
              "Ticket " + ref + " was not read: the ITSM takes too long for so many.",
              RETRY_AFTER_SECONDS);
        }
        fetch(ref, Duration.ZERO, now).ifPresent(read::add);
      } catch (GateException failure) {
        failures.put(ref, failure);
      }
    }
    for (TicketReader.Fetched fetched : read) {
      try {
        store(fetched, by);
      } catch (GateException failure) {
        failures.put(fetched.ticket().ref(), failure);
      }
    }
    return failures;
  }

  /**
   * What the ITSM says of the ticket now; nothing is stored.
   *
   * @return empty where the stored ticket is to be used
   * @throws GateException.NotFound {@code ticket_not_found}
   * @throws GateException.Unavailable when the ITSM does not answer
   */
  public Optional<Ticket> look(TicketRef ref, Instant now) {
    return fetch(ref, Duration.ZERO, now).map(TicketReader.Fetched::ticket);
  }

  @Override
  public void readNamed(TicketRef ref, @Nullable Person by, Instant now) {
    Map<TicketRef, Optional<GateException>> asked = asked();
    Optional<GateException> before = asked.get(ref);
    if (before == null) {
      try {
        read(ref, gate.rules().snapshotMaxAge(), by, now);
        asked.put(ref, Optional.empty());
      } catch (GateException failure) {
        asked.put(ref, Optional.of(failure));
        throw failure;
      }
    } else if (before.isPresent()) {
      throw before.get();
    }
  }

  @SuppressWarnings("unchecked") // an attribute of our own
  private Map<TicketRef, Optional<GateException>> asked() {
    KeycloakSession session = gate.session();
    String attribute = ASKED + gate.realm().getId();
    Map<TicketRef, Optional<GateException>> asked = session.getAttribute(attribute, Map.class);
    if (asked == null) {
      asked = new HashMap<>();
      session.setAttribute(attribute, asked);
    }
    return asked;
  }

  private Optional<TicketReader.Fetched> fetch(
      TicketRef ref, Duration snapshotMaxAge, Instant now) {
    ItsmSystem system = system(ref);
    Optional<KnownTicket> known = gate.tickets().find(ref);
    if (system.factory().acceptsRecords()) {
      if (known.isEmpty()) {
        throw new GateException.NotFound(
            ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + ref + ".");
      }
      return Optional.empty();
    }
    if (known.isPresent()
        && gate.tickets()
            .readAt(ref)
            .filter(at -> at.plus(snapshotMaxAge).isAfter(now))
            .isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.ask(system, ref, known.map(KnownTicket::ticket).orElse(null)));
    } catch (ItsmException.NotFound none) {
      throw new GateException.NotFound(
          ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + ref + ": " + none.getMessage());
    } catch (ItsmException failure) {
      throw unavailable(ref, failure);
    }
  }

  /**
   * In the transaction of the request, which holds its connection already; once more in another one
   * if that rolls back, and has given it back.
   */
  private void store(TicketReader.Fetched fetched, @Nullable Person by) {
    String realmId = gate.realm().getId();
    Mode serverMode = gate.serverMode();
    AfterRollback.of(gate.session())
        .add(
            own -> {
              RealmModel same = own.realms().getRealm(realmId);
              if (same != null) {
                own.getContext().setRealm(same);
                store(new TicketReader(RealmGate.of(own, same, serverMode), health), fetched, by);
              }
            });
    store(reader, fetched, by);
  }

  private static void store(
      TicketReader reader, TicketReader.Fetched fetched, @Nullable Person by) {
    try {
      reader.store(fetched, by, Occasion.REQUEST);
    } catch (ItsmException.Malformed unordered) {
      throw unavailable(fetched.ticket().ref(), unordered);
    }
  }

  /**
   * The configured system of a reference.
   *
   * @throws GateException.NotFound {@code ticket_not_found} where the realm has none of that name
   */
  public ItsmSystem system(TicketRef ref) {
    if (ref.reserved()) {
      throw new GateException.NotFound(
          ErrorCode.TICKET_NOT_FOUND,
          ref + " is no ticket: it stands for an emergency grant, which has none.");
    }
    return ItsmSystem.find(gate.session(), gate.realm(), ref.system())
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.TICKET_NOT_FOUND,
                    "No ITSM system '"
                        + ref.system()
                        + "' is configured in this realm; configured are "
                        + ItsmSystem.components(gate.realm())
                            .map(c -> c.getName())
                            .sorted()
                            .toList()
                        + "."));
  }

  private static GateException.Unavailable unavailable(TicketRef ref, ItsmException failure) {
    Duration asked = failure.retryAfter();
    long seconds = asked == null ? RETRY_AFTER_SECONDS : Math.max(1, asked.toSeconds());
    return new GateException.Unavailable(
        "Ticket " + ref + " could not be read, so nothing was granted: " + failure.getMessage(),
        seconds);
  }
}
