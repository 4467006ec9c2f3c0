package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.gate.GrantDesk;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.token.StrongerLogin;
import io.ticketgate.keycloak.calls.AccountCaller;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the caller holds, and what they may do about it: take it up, extend it, give it back. The
 * binding of anybody else is one that does not exist.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class MyAccessResource extends MyEndpoint {

  private final JpaBindings bindings;

  /**
   * @param bearer null for anyone without a token that is meant for the client {@code account}
   */
  MyAccessResource(
      RealmGate gate, @Nullable AccountCaller bearer, RequestedTickets tickets, Instant now) {
    super(gate, bearer, tickets, now);
    this.bindings = gate.bindings();
  }

  /** What the caller holds and, unless only live ones are asked for, held, newest first. */
  @GET
  public Response list(
      @QueryParam("live") @Nullable String live,
      @QueryParam("after") @Nullable String after,
      @QueryParam("max") @Nullable String max) {
    return looking(
        caller -> {
          int most = Endpoint.max(max);
          Binding last =
              after == null
                  ? null
                  : mine(caller, after)
                      .orElseThrow(
                          () ->
                              RequestBody.invalid(
                                  ErrorCode.INVALID_REQUEST,
                                  "after",
                                  "after is the id of the last one of the page before."));
          return Response.ok(
                  bindings.lists().ofUser(caller.person().id(), flag(live), last, most).stream()
                      .map(binding -> MyAccessView.of(binding, now))
                      .toList())
              .build();
        });
  }

  /** One of them. */
  @GET
  @Path("{id}")
  public Response get(@PathParam("id") String id) {
    return looking(caller -> Response.ok(MyAccessView.of(own(caller, id), now)).build());
  }

  /** Takes up what was authorised. */
  @POST
  @Path("{id}/activate")
  public Response activate(@PathParam("id") String id) {
    return acting(
        caller -> {
          Binding binding = own(caller, id);
          Optional<StrongerLogin> stronger = stronger(caller, binding.entitlement());
          if (stronger.isPresent()) {
            return StepUpAnswer.of(stronger.get());
          }
          reread(binding, caller.person());
          return done(gate.grantDesk().activate(binding.id(), caller.person(), now));
        });
  }

  /** Moves the end, as far as ticket, window and rules allow. */
  @POST
  @Path("{id}/extend")
  public Response extend(@PathParam("id") String id, @Nullable InputStream body) {
    return acting(
        caller -> {
          Binding binding = own(caller, id);
          ExtensionResource.Extension wanted =
              RequestBody.read(
                  body == null ? InputStream.nullInputStream() : body,
                  ExtensionResource.Extension.class,
                  ErrorCode.INVALID_REQUEST);
          Instant until = wanted.until(now);
          TicketRef ticket = wanted.named();
          return ticket == null || ticket.equals(binding.ticket())
              ? extend(caller.person(), binding, until)
              : goOn(caller, binding, ticket, until);
        });
  }

  private Response extend(Person person, Binding binding, Instant until) {
    reread(binding, person);
    return done(gate.extensionDesk().extend(binding.id(), until, person, now));
  }

  /** Under another ticket it is a new grant: nobody makes that for themselves, but the ITSM may. */
  private Response goOn(AccountCaller caller, Binding binding, TicketRef ticket, Instant until) {
    requireAutomatic(binding.entitlement());
    Optional<StrongerLogin> stronger = stronger(caller, binding.entitlement());
    if (stronger.isPresent()) {
      return StepUpAnswer.of(stronger.get());
    }
    Person person = caller.person();
    GrantRequest request = gate.extensionDesk().continued(binding, ticket, until, person, now);
    tickets.read(ticket, Duration.ZERO, person, now);
    GrantDesk.Bound bound = gate.grantDesk().bind(request, now);
    return Response.status(bound.created() ? Response.Status.CREATED : Response.Status.OK)
        .entity(MyAccessView.of(bound.binding(), now))
        .build();
  }

  /** Ends it: the caller needs it no longer. */
  @POST
  @Path("{id}/give-back")
  public Response giveBack(@PathParam("id") String id, @Nullable InputStream body) {
    return acting(
        caller -> {
          Binding binding = own(caller, id);
          Detail.Reason reason = BindingsResource.reason(body);
          return done(
              gate.endings()
                  .end(binding, new Ending(EndCause.GIVEN_BACK, caller.person(), reason, now))
                  .orElseThrow(
                      () ->
                          new GateException.Conflict(
                              ErrorCode.BINDING_NOT_LIVE,
                              "Binding " + id + " has ended already.")));
        });
  }

  private Response done(Binding binding) {
    return Response.ok(MyAccessView.of(binding, now)).build();
  }

  private static boolean flag(@Nullable String live) {
    if (live == null || live.equals("false") || live.equals("true")) {
      return "true".equals(live);
    }
    throw RequestBody.invalid(ErrorCode.INVALID_REQUEST, "live", "live is true or false.");
  }

  private Binding own(AccountCaller caller, String id) {
    return mine(caller, id)
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.BINDING_NOT_LIVE, "You have no binding " + id + "."));
  }

  private Optional<Binding> mine(AccountCaller caller, String id) {
    return Optional.of(id)
        .filter(Call::isId)
        .flatMap(bindings::find)
        .filter(binding -> binding.subject().kind() == Subject.Kind.USER)
        .filter(binding -> binding.subject().id().equals(caller.person().id()));
  }
}
