package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.token.StrongerLogin;
import io.ticketgate.keycloak.calls.AccountCaller;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.OwnedClients;
import io.ticketgate.keycloak.store.SelfServiceBindings;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The clients that the caller owns, and what they and their service accounts hold: the owner
 * obtains a credential that was authorised, and gives back. A further ticket for the credential
 * rotates it. What anybody else answers for does not exist.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class MyServiceAccountsResource extends MyEndpoint {

  private final MyCredentials credentials;

  /**
   * @param bearer null for anyone without a token that is meant for the client {@code account}
   */
  MyServiceAccountsResource(
      RealmGate gate, @Nullable AccountCaller bearer, RequestedTickets tickets, Instant now) {
    super(gate, bearer, tickets, now);
    this.credentials = new MyCredentials(gate, now);
  }

  /**
   * A client.
   *
   * @param name what people call it; absent for nothing
   * @param serviceAccount whether it has a service account that may hold roles
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Owned(
      String clientId, @Nullable String name, boolean enabled, boolean serviceAccount) {}

  /** The clients whose owner the caller is by their attribute, in the order of their client ids. */
  @GET
  public Response list(
      @QueryParam("after") @Nullable String after, @QueryParam("max") @Nullable String max) {
    return looking(
        caller ->
            Response.ok(
                    new OwnedClients(gate.session(), gate.realm().getId())
                            .page(
                                Evaluator.ownerAttributes(gate.rules().all()),
                                List.of(caller.person().id(), caller.person().name()),
                                after,
                                Endpoint.max(max))
                            .stream()
                            .map(
                                client ->
                                    new Owned(
                                        client.clientId(),
                                        client.name(),
                                        client.enabled(),
                                        client.serviceAccount()))
                            .toList())
                .build());
  }

  /** The live bindings that the caller answers for, in the order of their ids. */
  @GET
  @Path("access")
  public Response access(
      @QueryParam("after") @Nullable String after, @QueryParam("max") @Nullable String max) {
    return looking(
        caller ->
            Response.ok(
                    new SelfServiceBindings(gate.session(), gate.realm().getId())
                        .ownedBy(caller.person().id(), after, Endpoint.max(max)).stream()
                            .map(binding -> MyAccessView.of(binding, now))
                            .toList())
                .build());
  }

  /** Takes up what was authorised; of a credential the answer alone shows it. */
  @POST
  @Path("access/{id}/activate")
  public Response activate(@PathParam("id") String id, @Nullable InputStream body) {
    return acting(
        caller -> {
          Binding binding = own(caller, id);
          Optional<StrongerLogin> stronger = stronger(caller, binding.entitlement());
          if (stronger.isPresent()) {
            return StepUpAnswer.of(stronger.get());
          }
          MyCredentials.Form form = MyCredentials.Form.of(body, binding.entitlement());
          credentials.requireIssuable(binding.entitlement());
          Person by = caller.person();
          reread(binding, by);
          Binding active = gate.grantDesk().activate(binding.id(), by, now);
          return Response.ok(MyAccessView.of(active, credentials.issue(active, form), now)).build();
        });
  }

  /** Ends it: the service account or client needs it no longer. */
  @POST
  @Path("access/{id}/give-back")
  public Response giveBack(@PathParam("id") String id, @Nullable InputStream body) {
    return acting(
        caller -> {
          Binding binding = own(caller, id);
          Detail.Reason reason = BindingsResource.reason(body);
          return Response.ok(
                  MyAccessView.of(
                      gate.endings()
                          .end(
                              binding,
                              new Ending(EndCause.GIVEN_BACK, caller.person(), reason, now))
                          .orElseThrow(
                              () ->
                                  new GateException.Conflict(
                                      ErrorCode.BINDING_NOT_LIVE,
                                      "Binding " + id + " has ended already.")),
                      now))
              .build();
        });
  }

  private Binding own(AccountCaller caller, String id) {
    return Optional.of(id)
        .filter(Call::isId)
        .flatMap(gate.bindings()::find)
        .filter(binding -> binding.subject().ownable())
        .filter(binding -> binding.subject().kind() != Subject.Kind.AGENT)
        .filter(
            binding -> binding.owner() != null && binding.owner().id().equals(caller.person().id()))
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.BINDING_NOT_LIVE, "You answer for no binding " + id + "."));
  }
}
