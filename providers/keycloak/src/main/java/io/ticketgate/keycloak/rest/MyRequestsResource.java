package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.gate.GrantDesk;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.token.StrongerLogin;
import io.ticketgate.keycloak.calls.AccountCaller;
import io.ticketgate.keycloak.itsm.NewTickets;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.SelfServiceBindings;
import io.ticketgate.keycloak.store.StoredRequest;
import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the caller asked for: makes a ticket in the ITSM, shows what becomes of it, and takes up
 * what was approved. The request of anybody else is one that does not exist.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class MyRequestsResource extends MyEndpoint {

  private static final Duration FRESH = Duration.ofSeconds(15);
  private static final int RETRY_AFTER_SECONDS = 600;
  private static final int MOST_BINDINGS = 20;

  private final RealmJobs jobs;
  private final NewTickets newTickets;
  private final MyCredentials credentials;

  /**
   * @param bearer null for anyone without a token that is meant for the client {@code account}
   */
  MyRequestsResource(
      RealmGate gate,
      @Nullable AccountCaller bearer,
      RequestedTickets tickets,
      RealmJobs jobs,
      NewTickets newTickets,
      Instant now) {
    super(gate, bearer, tickets, now);
    this.jobs = jobs;
    this.newTickets = newTickets;
    this.credentials = new MyCredentials(gate, now);
  }

  /** What the caller asked for, newest first. */
  @GET
  public Response list(
      @QueryParam("after") @Nullable String after, @QueryParam("max") @Nullable String max) {
    return looking(
        caller -> {
          int most = Endpoint.max(max);
          StoredRequest last =
              after == null
                  ? null
                  : mine(caller, after)
                      .orElseThrow(
                          () ->
                              RequestBody.invalid(
                                  ErrorCode.INVALID_REQUEST,
                                  "after",
                                  "after is the id of the last one of the page before."));
          List<StoredRequest> page = gate.requests().by(caller.person().id(), last, most);
          return Response.ok(new MyRequestViews(gate, now).of(page)).build();
        });
  }

  /** One of them, with its ticket as the ITSM has it now. */
  @GET
  @Path("{id}")
  public Response get(@PathParam("id") String id) {
    return looking(
        caller -> {
          StoredRequest request = own(caller, id);
          TicketRef ticket = request.ticket();
          if (ticket == null) {
            return Response.ok(new MyRequestViews(gate, now).of(request)).build();
          }
          Person by = caller.person();
          String realmId = gate.realm().getId();
          // Nothing was written, and no connection to the database is to wait for the ITSM.
          gate.session().getTransactionManager().commit();
          newTickets.known(realmId, ticket, FRESH, by, now);
          return Response.ok(view(realmId, request.id(), by)).build();
        });
  }

  /** Asks for access: the ITSM makes a ticket. */
  @POST
  public Response ask(InputStream body) {
    return acting(
        caller -> {
          WantedAccess wanted =
              WantedAccess.of(
                  RequestBody.read(body, MyRequestBody.class, ErrorCode.INVALID_REQUEST), now);
          Person by = caller.person();
          AccessRequests.Taken taken = new AccessRequests(gate, now).take(wanted, by);
          if (taken instanceof AccessRequests.TooMany) {
            return Problem.answer(
                Response.Status.TOO_MANY_REQUESTS,
                ErrorCode.TOO_MANY_REQUESTS,
                "You have asked very often within an hour. Ask again later.",
                Map.of(HttpHeaders.RETRY_AFTER, String.valueOf(RETRY_AFTER_SECONDS)));
          }
          if (taken instanceof AccessRequests.Already already) {
            return Response.ok(new MyRequestViews(gate, now).of(already.request())).build();
          }
          return made(((AccessRequests.ToMake) taken).order(), by);
        });
  }

  private Response made(NewTickets.Order order, Person by) {
    String realmId = gate.realm().getId();
    String id = order.stored().id();
    URI location = gate.session().getContext().getUri().getAbsolutePathBuilder().path(id).build();
    // The request is stored, and no connection to the database is to wait for the ITSM.
    gate.session().getTransactionManager().commit();
    newTickets.make(realmId, order);
    return Response.created(location).entity(view(realmId, id, by)).build();
  }

  private MyRequestView view(String realmId, String id, Person by) {
    return jobs.in(
            realmId,
            own ->
                own.requests()
                    .find(id, by.id())
                    .map(request -> new MyRequestViews(own, now).of(request)))
        .flatMap(found -> found)
        .orElseThrow(() -> none(id));
  }

  /** Takes up what was approved: makes the binding, or activates the one that waits. */
  @POST
  @Path("{id}/activate")
  public Response activate(@PathParam("id") String id, @Nullable InputStream body) {
    return acting(
        caller -> {
          StoredRequest request = own(caller, id);
          TicketRef ticket = request.ticket();
          if (ticket == null) {
            throw new GateException.Conflict(
                ErrorCode.TICKET_NOT_FOUND,
                "The ITSM has made no ticket for this request yet. Ask again.");
          }
          Entitlement entitlement = request.entitlement();
          Optional<StrongerLogin> stronger = stronger(caller, entitlement);
          if (stronger.isPresent()) {
            return StepUpAnswer.of(stronger.get());
          }
          MyCredentials.Form form = MyCredentials.Form.of(body, entitlement);
          Person by = caller.person();
          Binding waiting = live(request, ticket);
          if (waiting == null) {
            requireAutomatic(entitlement);
          }
          credentials.requireIssuable(entitlement);
          tickets.read(ticket, Duration.ZERO, by, now);
          if (waiting != null) {
            return taken(gate.grantDesk().activate(waiting.id(), by, now), form);
          }
          GrantDesk.Bound bound =
              gate.grantDesk()
                  .bind(
                      new GrantRequest(
                          ticket, request.subject(), entitlement, true, null, null, null, by),
                      now);
          return bound.granted()
              ? taken(bound.binding(), form)
              : Response.ok(MyAccessView.of(bound.binding(), now)).build();
        });
  }

  private Response taken(Binding active, MyCredentials.Form form) {
    return Response.ok(MyAccessView.of(active, credentials.issue(active, form), now)).build();
  }

  private @Nullable Binding live(StoredRequest request, TicketRef ticket) {
    Binding found =
        MyRequestViews.binding(
            request,
            new SelfServiceBindings(gate.session(), gate.realm().getId())
                .under(List.of(ticket), MOST_BINDINGS));
    return found == null || !found.status().live() ? null : found;
  }

  private StoredRequest own(AccountCaller caller, String id) {
    return mine(caller, id).orElseThrow(() -> none(id));
  }

  private Optional<StoredRequest> mine(AccountCaller caller, String id) {
    return Optional.of(id)
        .filter(Call::isId)
        .flatMap(each -> gate.requests().find(each, caller.person().id()));
  }

  private static GateException.NotFound none(String id) {
    return new GateException.NotFound(
        ErrorCode.TICKET_NOT_FOUND, "You have made no request " + id + ".");
  }
}
