package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.check.Asking;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.itsm.NewTickets;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.StoredRequest;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.NewTicket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/**
 * Takes a request for access: who may ask, by which system the ticket is made, and what it says.
 * The request is stored, with the lock on the person who asks; its ticket is made afterwards.
 */
final class AccessRequests {

  private static final int MOST_IN_AN_HOUR = 20;
  private static final Duration HOUR = Duration.ofHours(1);

  /** So long one whose ticket could not be made is gone on with. */
  private static final Duration PATIENCE = Duration.ofDays(1);

  /** Longer than a connector may take. */
  private static final Duration CLAIM = Duration.ofSeconds(30);

  private static final int LOOKED_AT = 20;

  private final RealmGate gate;
  private final Instant now;

  AccessRequests(RealmGate gate, Instant now) {
    this.gate = gate;
    this.now = now;
  }

  /** The outcome. */
  sealed interface Taken {}

  /** The ticket is to be made. */
  record ToMake(NewTickets.Order order) implements Taken {}

  /** The same was asked before, and its ticket is open. */
  record Already(StoredRequest request) implements Taken {}

  /** The person has asked too often. */
  record TooMany() implements Taken {}

  /**
   * Takes a request, and stores it where its ticket is to be made.
   *
   * @throws GateException when it may not be asked for, or not so
   */
  Taken take(WantedAccess wanted, Person by) {
    Closures closures = gate.evaluator().closures();
    Optional<Entitlement> entitlement = entitlement(wanted.entitlement());
    Optional<Subject> subject = subject(wanted, by);
    if (entitlement.isEmpty() || subject.isEmpty()) {
      throw mayNot(wanted);
    }
    Asking.Terms terms = terms(by, subject.get(), entitlement.get(), closures, wanted);
    requireWindow(wanted, terms);
    gate.bindings().lockSubject(by.id());
    Optional<Taken> before = before(wanted, by, subject.get(), entitlement.get(), terms);
    if (before.isPresent()) {
      return before.get();
    }
    if (gate.requests().since(by.id(), now.minus(HOUR)).size() >= MOST_IN_AN_HOUR) {
      return new TooMany();
    }
    StoredRequest request =
        new StoredRequest(
            UUID.randomUUID().toString(),
            by.id(),
            subject.get(),
            entitlement.get(),
            wanted.justification(),
            wanted.from(),
            wanted.until(),
            now,
            system(wanted, entitlement.get(), terms).name(),
            null,
            null);
    NewTickets.Order order = order(request, by, terms);
    gate.requests().insert(request, now.plus(CLAIM));
    return new ToMake(order);
  }

  private Asking.Terms terms(
      Person by, Subject subject, Entitlement entitlement, Closures closures, WantedAccess wanted) {
    return gate.evaluator()
        .mayAsk(by, subject, entitlement, closures)
        .filter(Asking.May.class::isInstance)
        .map(verdict -> ((Asking.May) verdict).terms())
        .orElseThrow(() -> mayNot(wanted));
  }

  /** The same for what there is not, so that nobody learns by asking which roles there are. */
  private static GateException.Refused mayNot(WantedAccess wanted) {
    return new GateException.Refused(
        ErrorCode.NOT_PERMITTED,
        "You may not ask for "
            + wanted.entitlement().text()
            + (wanted.serviceAccount() == null
                ? ""
                : " for service account " + wanted.serviceAccount())
            + " in self-service: no rule lets you. GET my/entitlements lists what you may ask"
            + " for.",
        List.of());
  }

  private Optional<Entitlement> entitlement(EntitlementName name) {
    if (name instanceof EntitlementName.Configuration part) {
      return gate.directory()
          .entitlement(part)
          .map(known -> Entitlement.configuration(part.area()));
    }
    if (name instanceof EntitlementName.ClientCredential credential) {
      return client(credential.clientId()).map(Entitlements::credential);
    }
    return gate.roles().named(name).map(Entitlements::of);
  }

  private Optional<Subject> subject(WantedAccess wanted, Person by) {
    String clientId = wanted.serviceAccount();
    if (clientId == null) {
      return Optional.of(new Subject(Subject.Kind.USER, by.id(), by.name()));
    }
    if (wanted.entitlement() instanceof EntitlementName.ClientCredential) {
      return client(clientId).map(Subjects::of);
    }
    return client(clientId).flatMap(this::account);
  }

  private Optional<Subject> account(ClientModel client) {
    UserModel account = gate.session().users().getServiceAccount(client);
    return Optional.ofNullable(account).map(user -> Subjects.of(user, gate.realm()));
  }

  private Optional<ClientModel> client(String clientId) {
    return Optional.ofNullable(gate.realm().getClientByClientId(clientId));
  }

  private void requireWindow(WantedAccess wanted, Asking.Terms terms) {
    Instant until = wanted.until();
    if (terms.windowRequired() && (wanted.from() == null || until == null)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          wanted.from() == null ? "from" : "until",
          "Rule " + String.join(", ", terms.rules()) + " asks for a window: send from and until.");
    }
    Instant from = wanted.from() == null ? now : wanted.from();
    if (until != null && !terms.covers(from, until)) {
      throw new GateException.Refused(
          ErrorCode.LIFETIME_EXCEEDED,
          "Rule "
              + String.join(", ", terms.rules())
              + " allows at most "
              + terms.longest()
              + "; ask for a shorter window.",
          List.of());
    }
  }

  /** What the person asked for before, and that is not decided yet. */
  private Optional<Taken> before(
      WantedAccess wanted,
      Person by,
      Subject subject,
      Entitlement entitlement,
      Asking.Terms terms) {
    for (StoredRequest earlier : gate.requests().of(by.id(), subject, entitlement, LOOKED_AT)) {
      boolean same =
          earlier.justification().equals(wanted.justification())
              && Objects.equals(earlier.from(), wanted.from())
              && Objects.equals(earlier.until(), wanted.until());
      if (earlier.ticket() == null) {
        if (same && earlier.createdAt().plus(PATIENCE).isAfter(now) && takes(earlier, terms)) {
          return Optional.of(goOn(earlier, by, terms));
        }
      } else if (isOpen(earlier)) {
        if (same) {
          return Optional.of(new Already(earlier));
        }
        throw new GateException.Conflict(
            ErrorCode.TICKET_USED,
            "You have asked for "
                + entitlement.label()
                + " already: ticket "
                + earlier.ticket()
                + " is open. Wait for its decision, or have it closed.");
      }
    }
    return Optional.empty();
  }

  private boolean isOpen(StoredRequest earlier) {
    var ticket = Objects.requireNonNull(earlier.ticket());
    Optional<KnownTicket> known = gate.tickets().find(ticket);
    return known.map(each -> each.ticket().open()).orElse(true)
        && gate.bindings().uses(ticket, earlier.subject(), earlier.entitlement()) == 0;
  }

  private Taken goOn(StoredRequest earlier, Person by, Asking.Terms terms) {
    NewTickets.Order order = order(earlier, by, terms);
    if (!gate.requests().claim(earlier.id(), now, now.plus(CLAIM))) {
      throw new GateException.Conflict(
          ErrorCode.CONCURRENT_CHANGE,
          "The ticket for this request is being made. Look at your requests in a moment.");
    }
    return new ToMake(order);
  }

  private boolean takes(StoredRequest earlier, Asking.Terms terms) {
    return systems(terms).stream().anyMatch(system -> system.name().equals(earlier.system()));
  }

  /** The systems that make tickets which count. */
  private List<ItsmSystem> systems(Asking.Terms terms) {
    return ItsmSystem.all(gate.session(), gate.realm()).stream()
        .filter(ItsmSystem::createsTickets)
        .filter(system -> terms.takes(system.name(), gate.directory()))
        .toList();
  }

  private ItsmSystem system(WantedAccess wanted, Entitlement entitlement, Asking.Terms terms) {
    List<ItsmSystem> systems = systems(terms);
    if (systems.isEmpty()) {
      throw new GateException.Refused(
          ErrorCode.NOT_PERMITTED,
          "No ITSM system of this realm takes requests for "
              + entitlement.label()
              + ". Ask for it in the ITSM.",
          List.of());
    }
    String named = wanted.system();
    if (named == null) {
      return systems.get(0);
    }
    return systems.stream()
        .filter(system -> system.name().equals(named))
        .findFirst()
        .orElseThrow(
            () ->
                RequestBody.invalid(
                    ErrorCode.INVALID_REQUEST,
                    "system",
                    "system is one of "
                        + systems.stream().map(ItsmSystem::name).toList()
                        + ": these take requests for "
                        + entitlement.label()
                        + "."));
  }

  /** What the ticket is to say, by names that are read as whom and what they mean. */
  private NewTickets.Order order(StoredRequest request, Person by, Asking.Terms terms) {
    String system = request.system();
    String requester = nameIn(system, by.id()).orElseThrow(() -> unknownIn(system, "you"));
    Subject subject = request.subject();
    String beneficiary =
        subject.kind() == Subject.Kind.USER
            ? requester
            : Optional.of(subject.name())
                .filter(name -> gate.directory().means(system, name, subject))
                .orElseThrow(() -> unknownIn(system, subject.label()));
    return new NewTickets.Order(
        request, ticket(request, requester, beneficiary), by, terms.rules());
  }

  private Optional<String> nameIn(String system, String userId) {
    return gate.directory().nameIn(system, userId);
  }

  private static NewTicket ticket(StoredRequest request, String requester, String beneficiary) {
    try {
      return new NewTicket(
          request.id(),
          requester,
          beneficiary,
          request.entitlement().name(),
          request.justification(),
          request.from(),
          request.until());
    } catch (IllegalArgumentException unwritable) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "entitlement", String.valueOf(unwritable.getMessage()));
    }
  }

  private static GateException.Refused unknownIn(String system, @Nullable String whom) {
    return new GateException.Refused(
        ErrorCode.NOT_PERMITTED,
        "ITSM system "
            + system
            + " has no name that means "
            + whom
            + " and nobody else (userAttributes of the system). Ask an administrator.",
        List.of());
  }
}
