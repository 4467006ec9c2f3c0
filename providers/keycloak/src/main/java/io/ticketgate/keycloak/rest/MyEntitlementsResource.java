package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.check.Asking;
import io.ticketgate.core.classification.Areas;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Requesters;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.AccountCaller;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.AskableNames;
import io.ticketgate.keycloak.store.StoredRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/**
 * What the caller may ask for: for themselves, or for a service account that they own. Roles come
 * in the order of their names, then what is no role.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class MyEntitlementsResource extends MyEndpoint {

  /** So many roles are looked at for one page; more of them than that nobody may ask for. */
  private static final int MOST_LOOKED_AT = 2000;

  private static final int CHUNK = 200;
  private static final int MOST_REQUESTS = 200;
  private static final int MOST_BINDINGS = 1000;

  /**
   * @param bearer null for anyone without a token that is meant for the client {@code account}
   */
  MyEntitlementsResource(
      RealmGate gate, @Nullable AccountCaller bearer, RequestedTickets tickets, Instant now) {
    super(gate, bearer, tickets, now);
  }

  /** A page of it. */
  @GET
  public Response list(
      @QueryParam("serviceAccount") @Nullable String serviceAccount,
      @QueryParam("after") @Nullable String after,
      @QueryParam("max") @Nullable String max) {
    return looking(
        caller -> {
          Person person = caller.person();
          int most = Endpoint.max(max);
          Page page = new Page(person, subject(person, serviceAccount), most);
          return Response.ok(page.from(after)).build();
        });
  }

  /** For whom it is listed: the account of a client, or the caller. */
  private Optional<Subject> subject(Person person, @Nullable String clientId) {
    if (clientId == null) {
      return Optional.of(new Subject(Subject.Kind.USER, person.id(), person.name()));
    }
    ClientModel client = gate.realm().getClientByClientId(clientId);
    UserModel account = client == null ? null : gate.session().users().getServiceAccount(client);
    return Optional.ofNullable(account).map(user -> Subjects.of(user, gate.realm()));
  }

  /** One page in the making. */
  private final class Page {

    private final Person person;
    private final Optional<Subject> subject;
    private final int most;
    private final Closures closures = gate.evaluator().closures();
    private final List<ItsmSystem> systems =
        ItsmSystem.all(gate.session(), gate.realm()).stream()
            .filter(ItsmSystem::createsTickets)
            .toList();
    private final Map<String, String> bindings = new HashMap<>();
    private final Map<String, String> requests = new HashMap<>();
    private final List<MyEntitlementView> found = new ArrayList<>();

    Page(Person person, Optional<Subject> subject, int most) {
      this.person = person;
      this.subject = subject;
      this.most = most;
    }

    List<MyEntitlementView> from(@Nullable String after) {
      if (subject.isEmpty() || systems.isEmpty()) {
        return List.of();
      }
      List<Rule> rules = askable();
      if (rules.isEmpty()) {
        return List.of();
      }
      known();
      List<Entitlement> others = others(rules);
      int passed =
          after == null ? -1 : others.stream().map(Entitlement::id).toList().indexOf(after);
      if (passed < 0) {
        roles(rules, after);
      }
      others.stream().skip(passed + 1L).forEach(each -> add(each, null));
      return found;
    }

    /** A rule that does not let the caller ask for anything shortens nobody's list. */
    private List<Rule> askable() {
      return gate.rules().all().stream().filter(this::lets).toList();
    }

    private boolean lets(Rule rule) {
      Requesters requesters = rule.requesters();
      return requesters != null && requesters.include(person.id(), gate.directory());
    }

    private void known() {
      Subject whom = subject.orElseThrow();
      Stream<Binding> live =
          Stream.concat(
              gate.bindings().liveOf(whom).stream(),
              credential(whom).stream()
                  .flatMap(client -> gate.bindings().liveOf(Subjects.of(client)).stream()));
      live.limit(MOST_BINDINGS)
          .forEach(binding -> bindings.putIfAbsent(binding.entitlement().id(), binding.id()));
      for (StoredRequest request : gate.requests().by(person.id(), null, MOST_REQUESTS)) {
        if (isFor(request, whom)) {
          requests.putIfAbsent(request.entitlement().id(), request.id());
        }
      }
    }

    private boolean isFor(StoredRequest request, Subject whom) {
      return request.subject().id().equals(whom.id())
          || credential(whom).filter(c -> c.getId().equals(request.subject().id())).isPresent();
    }

    /** The client whose service account it is. */
    private Optional<ClientModel> credential(Subject whom) {
      return whom.kind() == Subject.Kind.SERVICE_ACCOUNT
          ? Optional.ofNullable(gate.realm().getClientByClientId(whom.name()))
          : Optional.empty();
    }

    private void roles(List<Rule> rules, @Nullable String after) {
      AskableNames names = new AskableNames(gate.session(), gate.realm().getId());
      String last = after;
      for (int looked = 0; looked < MOST_LOOKED_AT && found.size() < most; looked += CHUNK) {
        List<AskableNames.Found> chunk = names.page(rules, last, CHUNK);
        if (chunk == null) {
          throw RequestBody.invalid(
              ErrorCode.INVALID_REQUEST,
              "after",
              "after is the id of the last one of the page before.");
        }
        chunk.forEach(each -> add(each.role(), each.description()));
        if (chunk.size() < CHUNK) {
          return;
        }
        last = chunk.get(chunk.size() - 1).role().id();
      }
    }

    /** What is no role: the credential of the client, or parts of the configuration. */
    private List<Entitlement> others(List<Rule> rules) {
      Subject whom = subject.orElseThrow();
      List<Entitlement> others = new ArrayList<>();
      credential(whom).map(Entitlements::credential).ifPresent(others::add);
      Areas.all().stream()
          .filter(area -> rules.stream().anyMatch(r -> r.protects().configuration().contains(area)))
          .sorted()
          .map(Entitlement::configuration)
          .forEach(others::add);
      return others;
    }

    private void add(Entitlement entitlement, @Nullable String description) {
      if (found.size() >= most) {
        return;
      }
      Subject whom = subject.orElseThrow();
      Subject holder =
          entitlement.credential() ? credential(whom).map(Subjects::of).orElse(whom) : whom;
      gate.evaluator()
          .mayAsk(person, holder, entitlement, closures)
          .filter(Asking.May.class::isInstance)
          .map(verdict -> ((Asking.May) verdict).terms())
          .ifPresent(terms -> add(entitlement, description, terms, whom));
    }

    private void add(
        Entitlement entitlement, @Nullable String description, Asking.Terms terms, Subject whom) {
      List<String> taking =
          systems.stream()
              .map(ItsmSystem::name)
              .filter(system -> terms.takes(system, gate.directory()))
              .toList();
      if (taking.isEmpty()) {
        return;
      }
      Duration longest = terms.longest();
      String binding = bindings.get(entitlement.id());
      found.add(
          new MyEntitlementView(
              entitlement.id(),
              EntitlementJson.of(entitlement.name()),
              description,
              terms.rules(),
              taking,
              longest.equals(Rule.Lifetime.UNLIMITED) ? null : longest.toString(),
              terms.windowRequired(),
              holds(entitlement, whom, binding),
              binding,
              requests.get(entitlement.id())));
    }

    private boolean holds(Entitlement entitlement, Subject whom, @Nullable String binding) {
      if (entitlement.credential() || entitlement.configuration()) {
        return binding != null;
      }
      return gate.directory().holds(whom.id(), entitlement.name().toString());
    }
  }
}
