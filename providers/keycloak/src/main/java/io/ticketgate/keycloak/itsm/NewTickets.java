package io.ticketgate.keycloak.itsm;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.event.RequestEvents;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.MadeRequest;
import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.core.ticket.WebAddress;
import io.ticketgate.keycloak.calls.Traced;
import io.ticketgate.keycloak.config.EventOutbox;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.realm.SystemHealth;
import io.ticketgate.keycloak.store.Ledger;
import io.ticketgate.keycloak.store.StoredRequest;
import io.ticketgate.spi.CreatedTicket;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.NewTicket;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;

/**
 * Has an ITSM make the ticket for what somebody asks in self-service. Every step has a transaction
 * of its own, and none holds a connection to the database while the ITSM is waited for. A request
 * is stored before its ticket is made: where the answer is lost, the same request is tried again,
 * and the connector finds the ticket by the request's id.
 */
public final class NewTickets {

  private static final Logger LOG = Logger.getLogger(NewTickets.class);
  private static final long RETRY_AFTER_SECONDS = 30;
  private static final String FIRST_VERSION = "1";
  private static final String REQUESTED = "requested";

  private final RealmJobs jobs;
  private final SystemHealth health;

  public NewTickets(RealmJobs jobs, SystemHealth health) {
    this.jobs = jobs;
    this.health = health;
  }

  /**
   * What is to be made.
   *
   * @param stored the request, claimed and committed
   * @param by the person who asks
   * @param rules names of the rules that the ticket has to fulfil
   */
  public record Order(StoredRequest stored, NewTicket ticket, Person by, List<String> rules) {

    public Order {
      rules = List.copyOf(rules);
    }

    private MadeRequest made(TicketRef ref, Instant at) {
      return new MadeRequest(
          stored.id(),
          ref,
          by,
          stored.subject(),
          stored.entitlement(),
          rules,
          stored.justification(),
          stored.from(),
          stored.until(),
          at);
    }
  }

  /**
   * Makes the ticket, and takes it in.
   *
   * @throws GateException.Unavailable when the ITSM did not make it, or nobody knows
   */
  public TicketRef make(String realmId, Order order) {
    CreatedTicket made;
    TicketRef ref;
    try {
      made =
          jobs.in(realmId, gate -> ask(gate, order))
              .orElseThrow(() -> unavailable(order, "The realm is gone.", null));
      ref = new TicketRef(order.stored().system(), made.key());
    } catch (ItsmException failure) {
      jobs.run(realmId, gate -> gate.requests().release(order.stored().id()));
      throw unavailable(order, String.valueOf(failure.getMessage()), failure.retryAfter());
    } catch (IllegalArgumentException noKey) {
      jobs.run(realmId, gate -> gate.requests().release(order.stored().id()));
      throw unavailable(order, "The ITSM answered with a key that no ticket can have.", null);
    }
    keep(realmId, order, ref, WebAddress.orNone(made.url()));
    read(realmId, order, ref);
    return ref;
  }

  private CreatedTicket ask(RealmGate gate, Order order) {
    ItsmSystem system =
        ItsmSystem.find(gate.session(), gate.realm(), order.stored().system())
            .orElseThrow(() -> new ItsmException.NotFound("The ITSM system is gone.", null));
    try (ItsmConnector connector = system.connector()) {
      // Ends the transaction, which nothing was written in: the session lives on without it.
      gate.session().getTransactionManager().commit();
      CreatedTicket made =
          Traced.in(
              gate.session(),
              "ticket-gate create ticket",
              Map.of("realm", gate.realm().getId(), "system", system.name()),
              () -> connector.createTicket(order.ticket()));
      if (!system.factory().acceptsRecords()) {
        health.answered(gate.realm(), system.component());
      }
      return made;
    } catch (ItsmException failure) {
      health.failed(gate.realm(), system.component(), failure);
      throw failure;
    } catch (UnsupportedOperationException takesNone) {
      throw new ItsmException.NotPermitted("The ITSM system takes no requests any more.", null);
    } catch (RuntimeException broken) {
      ItsmException failure =
          new ItsmException.Malformed(
              "The connector failed with "
                  + broken.getClass().getName()
                  + "; the server's log says more.",
              broken);
      LOG.errorf(broken, "The connector of ITSM system %s failed", system.name());
      health.failed(gate.realm(), system.component(), failure);
      throw failure;
    }
  }

  private void keep(String realmId, Order order, TicketRef ref, @Nullable String url) {
    boolean kept =
        jobs.in(
                realmId,
                gate -> {
                  if (!gate.requests().made(order.stored().id(), ref, url)) {
                    return false;
                  }
                  if (takesRecords(gate, ref)) {
                    record(gate, order, ref);
                  }
                  MadeRequest made = order.made(ref, now());
                  new Ledger(gate.session(), realmId).append(made);
                  new EventOutbox(gate.session(), gate.realm()).announce(RequestEvents.made(made));
                  return true;
                })
            .orElse(false);
    if (!kept) {
      jobs.run(realmId, gate -> gate.requests().release(order.stored().id()));
      throw unavailable(order, "The ITSM answered with the ticket of another request.", null);
    }
  }

  private static boolean takesRecords(RealmGate gate, TicketRef ref) {
    return ItsmSystem.find(gate.session(), gate.realm(), ref.system())
        .filter(system -> system.factory().acceptsRecords())
        .isPresent();
  }

  /** As if the ITSM had sent it. */
  private static void record(RealmGate gate, Order order, TicketRef ref) {
    ItsmSystem system = ItsmSystem.find(gate.session(), gate.realm(), ref.system()).orElseThrow();
    NewTicket wanted = order.ticket();
    String type = Objects.requireNonNullElse(system.component().get("requestType"), REQUESTED);
    gate.ticketDesk()
        .receive(
            new Ticket(
                ref,
                type,
                REQUESTED,
                true,
                FIRST_VERSION,
                wanted.requester(),
                wanted.requestedFor(),
                List.of(wanted.entitlement()),
                List.of(),
                wanted.justification(),
                null,
                null,
                wanted.plannedStart(),
                wanted.plannedEnd(),
                null),
            system.connector()::compareVersions,
            order.by(),
            now());
  }

  /** So that the gate knows it from now on: webhooks and polling tell what becomes of it. */
  private void read(String realmId, Order order, TicketRef ref) {
    try {
      Optional<TicketReader.Fetched> fetched =
          jobs.in(
                  realmId,
                  gate ->
                      ItsmSystem.find(gate.session(), gate.realm(), ref.system())
                          .filter(system -> !system.factory().acceptsRecords())
                          .map(system -> new TicketReader(gate, health).ask(system, ref, null)))
              .flatMap(found -> found);
      if (fetched.isEmpty()) {
        return;
      }
      if (!says(fetched.get().ticket(), order.ticket())) {
        LOG.errorf(
            "Realm %s: ticket %s does not say what was asked for in self-service, so nothing can be"
                + " granted under it. Check which fields the ITSM system writes and reads.",
            realmId, ref);
      }
      jobs.run(
          realmId,
          gate ->
              new TicketReader(gate, health).store(fetched.get(), order.by(), Occasion.REQUEST));
    } catch (ItsmException | GateException later) {
      LOG.debugf("Realm %s: ticket %s is read later: %s", realmId, ref, later.getMessage());
    }
  }

  private static boolean says(Ticket made, NewTicket wanted) {
    return made.entitlements().equals(List.of(wanted.entitlement()))
        && wanted.requestedFor().equalsIgnoreCase(made.requestedFor());
  }

  /** What the gate knows of a ticket; read again from its ITSM where that is older than this. */
  public Optional<KnownTicket> known(
      String realmId, TicketRef ref, Duration maxAge, Person by, Instant now) {
    Optional<KnownTicket> known =
        jobs.in(realmId, gate -> gate.tickets().find(ref)).flatMap(found -> found);
    boolean fresh =
        jobs.in(
                realmId,
                gate ->
                    takesRecords(gate, ref)
                        || gate.tickets()
                            .readAt(ref)
                            .filter(at -> at.plus(maxAge).isAfter(now))
                            .isPresent())
            .orElse(true);
    if (fresh) {
      return known;
    }
    try {
      Optional<TicketReader.Fetched> fetched =
          jobs.in(
                  realmId,
                  gate ->
                      ItsmSystem.find(gate.session(), gate.realm(), ref.system())
                          .map(
                              system ->
                                  new TicketReader(gate, health)
                                      .ask(
                                          system,
                                          ref,
                                          known.map(KnownTicket::ticket).orElse(null))))
              .flatMap(found -> found);
      fetched.ifPresent(
          each ->
              jobs.run(
                  realmId,
                  gate -> new TicketReader(gate, health).store(each, by, Occasion.REQUEST)));
      return jobs.in(realmId, gate -> gate.tickets().find(ref)).flatMap(found -> found);
    } catch (ItsmException | GateException away) {
      return known; // what is known is shown
    }
  }

  private static GateException.Unavailable unavailable(
      Order order, String why, @Nullable Duration retryAfter) {
    long seconds = retryAfter == null ? RETRY_AFTER_SECONDS : Math.max(1, retryAfter.toSeconds());
    return new GateException.Unavailable(
        "No ticket could be made in "
            + order.stored().system()
            + ": "
            + why
            + " Ask again: the request is kept, and makes one ticket.",
        seconds);
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
