package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_AUDIT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ITSM;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Endings;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.binding.Takeovers;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.AdminRole;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.realm.CredentialForm;
import io.ticketgate.keycloak.store.BindingLists;
import io.ticketgate.keycloak.store.JpaBindings;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Bindings: make, list, read, activate, revoke. */
@Produces(MediaType.APPLICATION_JSON)
public final class BindingsResource extends Endpoint {

  private static final int LONGEST_REASON = 2000;

  private final JpaBindings bindings;
  private final Endings endings;
  private final BindingFilters filters;
  private final GrantRequests requests;
  private final Granting granting;

  BindingsResource(
      Call call,
      JpaBindings bindings,
      Endings endings,
      BindingFilters filters,
      GrantRequests requests,
      Granting granting) {
    super(call);
    this.bindings = bindings;
    this.endings = endings;
    this.filters = filters;
    this.requests = requests;
    this.granting = granting;
  }

  /** The body of {@code revoke} and {@code suspend}. */
  public record Revocation(@Nullable String reason) {}

  /**
   * The body of {@code activate}, which may be left out.
   *
   * @param credential what the client proves itself by; absent for a new secret
   */
  public record Activation(@Nullable CredentialJson credential) {}

  /**
   * Validates the ticket and grants, or authorises with {@code activate:false}. An identical
   * request answers 200 with the binding that exists.
   */
  @POST
  @Operation(summary = "Checks a ticket and makes a binding, active or only authorised")
  @RequestBodySchema(BindingRequest.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "201",
      responseDescription = "The binding was made")
  @APIResponse(responseCode = "200", description = "An identical earlier request made this binding")
  @APIResponse(responseCode = "404", ref = "Unknown")
  @APIResponse(
      responseCode = "409",
      description = "A live binding under this ticket has another end")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response create(InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_GRANT, TICKET_GATE_ITSM);
          WantedGrant wanted =
              WantedGrant.of(
                  RequestBody.read(body, BindingRequest.class, ErrorCode.INVALID_REQUEST), now);
          requireActing(wanted.ticket(), TICKET_GATE_GRANT);
          Granting.Granted granted =
              granting.bind(requests.of(wanted, caller.person()), wanted.form());
          BindingView view = BindingView.of(granted.binding(), granted.issued(), null);
          return granted.created()
              ? Response.created(location("bindings", view.id())).entity(view).build()
              : Response.ok(view).build();
        });
  }

  /** The bindings that match every given filter, newest first. */
  @GET
  @Operation(summary = "Lists bindings, newest first")
  @APIResponseSchema(
      value = BindingView[].class,
      responseCode = "200",
      responseDescription = "The bindings that match all filters")
  public Response list(
      @Parameter(description = "`system:key`") @QueryParam("ticket") @Nullable String ticket,
      @Parameter(description = "User name; with the agents that act for them") @QueryParam("user")
          @Nullable String user,
      @Parameter(description = "Client id of a service account; with the agents that it is")
          @QueryParam("client")
          @Nullable String client,
      @Parameter(description = "A realm role, or `client/role`") @QueryParam("role")
          @Nullable String role,
      @QueryParam("status") @Nullable String status,
      @Parameter(description = "Live bindings that end before this instant")
          @QueryParam("expiringBefore")
          @Nullable String expiringBefore,
      @Parameter(
              description =
                  "Id of the last binding of the page before; with it, a page costs the same"
                      + " however deep it is. Not together with `first`")
          @QueryParam("after")
          @Nullable String after,
      @QueryParam("first") @Nullable String first,
      @QueryParam("max") @Nullable String max) {
    return answer(
        () -> {
          requireView();
          BindingLists.Filter filter =
              filters.read(ticket, user, client, role, status, expiringBefore);
          Binding last = last(after, first);
          List<Binding> page =
              last == null
                  ? bindings.lists().list(filter, first(first), max(max))
                  : bindings.lists().listAfter(last, filter, max(max));
          return Response.ok(views(page)).build();
        });
  }

  /** The binding after which a page begins; null for the first one. */
  private @Nullable Binding last(@Nullable String after, @Nullable String first) {
    if (after == null) {
      return null;
    }
    if (first != null) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "after", "Page by after or by first, not by both.");
    }
    return Optional.of(after)
        .filter(Call::isId)
        .flatMap(bindings::find)
        .orElseThrow(
            () ->
                RequestBody.invalid(
                    ErrorCode.INVALID_REQUEST,
                    "after",
                    "after is the id of the last binding of the page before."));
  }

  /** One binding. */
  @GET
  @Path("{id}")
  @Operation(summary = "Reads a binding")
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding")
  public Response get(@PathParam("id") String id) {
    return answer(
        () -> {
          requireView();
          return Response.ok(view(binding(id))).build();
        });
  }

  /** What became of a binding, oldest step first. */
  @GET
  @Path("{id}/history")
  @Operation(summary = "Reads the history of a binding")
  @APIResponseSchema(
      value = BindingView.Step[].class,
      responseCode = "200",
      responseDescription = "Its transitions, oldest first")
  public Response history(@PathParam("id") String id) {
    return answer(
        () -> {
          requireView();
          return Response.ok(
                  bindings.history(binding(id).id()).stream().map(BindingView.Step::of).toList())
              .build();
        });
  }

  /** What proves the steps of a binding. */
  @GET
  @Path("{id}/evidence")
  @Operation(summary = "Reads the evidence of a binding: its entries in the log, with proofs")
  @APIResponseSchema(
      value = BindingEvidence.class,
      responseCode = "200",
      responseDescription = "Its history, and its entries in the log with their proofs")
  public Response evidence(@PathParam("id") String id) {
    return answer(
        () -> {
          caller.requireAny(
              TICKET_GATE_AUDIT,
              TICKET_GATE_VIEW,
              TICKET_GATE_GRANT,
              TICKET_GATE_REVIEW,
              TICKET_GATE_ADMIN);
          Binding binding = binding(id);
          return Response.ok(
                  BindingEvidence.of(
                      call,
                      view(binding),
                      bindings.history(binding.id()).stream().map(BindingView.Step::of).toList()))
              .build();
        });
  }

  /** Exercises an authorised binding. */
  @POST
  @Path("{id}/activate")
  @Operation(summary = "Activates an authorised binding")
  @RequestBodySchema(Activation.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, now active")
  @APIResponse(
      responseCode = "409",
      description = "Its state does not allow this; `detail` says why")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response activate(@PathParam("id") String id, @Nullable InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_GRANT, TICKET_GATE_ITSM);
          Activation activation =
              RequestBody.readOptional(body, Activation.class, ErrorCode.INVALID_REQUEST);
          CredentialJson credential = activation == null ? null : activation.credential();
          CredentialForm form = credential == null ? null : credential.form();
          Granting.Granted active = granting.activate(acting(id, TICKET_GATE_GRANT), form);
          return Response.ok(BindingView.of(active.binding(), active.issued(), null)).build();
        });
  }

  /** Ends a binding, and takes the grant back unless another live binding covers it. */
  @POST
  @Path("{id}/revoke")
  @Operation(summary = "Revokes a binding and removes its grant")
  @RequestBodySchema(Revocation.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, now revoked")
  @APIResponse(responseCode = "409", description = "The binding has ended already")
  public Response revoke(@PathParam("id") String id, @Nullable InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_GRANT, TICKET_GATE_ADMIN, TICKET_GATE_ITSM);
          Detail.Reason reason = reason(body);
          Binding ended =
              endings
                  .end(
                      acting(id, TICKET_GATE_GRANT, TICKET_GATE_ADMIN),
                      new Ending(EndCause.ADMIN, caller.person(), reason, now))
                  .orElseThrow(
                      () ->
                          new GateException.Conflict(
                              ErrorCode.BINDING_NOT_LIVE, "Binding " + id + " has ended already."));
          return Response.ok(view(ended)).build();
        });
  }

  /**
   * The answer of {@code DELETE bindings}.
   *
   * @param ended how many bindings this request ended
   */
  public record Ended(int ended) {}

  /**
   * Ends every live binding of the realm, as before the JAR is taken out: without it their grants
   * would stay.
   */
  @DELETE
  @Operation(summary = "Ends all bindings of the realm, and removes their grants")
  @APIResponseSchema(
      value = Ended.class,
      responseCode = "200",
      responseDescription =
          "All have ended; cleanUp in the overview says what is still to be removed")
  public Response endAll(
      @Parameter(description = "Name of the realm, said once more so that nobody does it unawares")
          @QueryParam("realm")
          @Nullable String realm,
      @Parameter(description = "Why, for the history") @QueryParam("reason")
          @Nullable String reason) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ItsmSystem.accounts(call.realm()).requireUnnamed(caller.person().id());
          if (!call.realm().getName().equals(realm)) {
            throw RequestBody.invalid(
                ErrorCode.INVALID_REQUEST,
                "realm",
                "This ends every binding of the realm: name it, realm=" + call.realm().getName());
          }
          String text = RequestBody.optional(reason, "reason", LONGEST_REASON);
          Detail.Reason why = text == null ? null : new Detail.Reason(text);
          int ended =
              endings.end(
                  new Selection.OfRealm(), new Ending(EndCause.ADMIN, caller.person(), why, now));
          return Response.ok(new Ended(ended)).build();
        });
  }

  /** Takes the grant away until the binding is resumed. */
  @POST
  @Path("{id}/suspend")
  @Operation(summary = "Suspends a binding: its grant is removed until it is resumed")
  @RequestBodySchema(Revocation.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, now suspended")
  @APIResponse(responseCode = "409", description = "The binding is not active")
  public Response suspend(@PathParam("id") String id, @Nullable InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_GRANT, TICKET_GATE_ADMIN, TICKET_GATE_ITSM);
          Detail.Reason reason = reason(body);
          return Response.ok(
                  view(
                      endings.suspend(
                          acting(id, TICKET_GATE_GRANT, TICKET_GATE_ADMIN),
                          EndCause.ADMIN,
                          caller.person(),
                          reason,
                          now)))
              .build();
        });
  }

  /** Lets a suspended binding grant again what it granted. */
  @POST
  @Path("{id}/resume")
  @Operation(summary = "Resumes a suspended binding: its grant is made again")
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, active again until its former end")
  @APIResponse(responseCode = "409", description = "The binding is not suspended, or has ended")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response resume(@PathParam("id") String id) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_GRANT, TICKET_GATE_ITSM);
          Binding suspended = acting(id, TICKET_GATE_GRANT);
          Takeovers.requireAnother(bindings.history(suspended.id()), caller.person());
          return Response.ok(BindingView.of(granting.resume(suspended))).build();
        });
  }

  /** A binding under a ticket of a system for which the caller may act. */
  private Binding acting(String id, AdminRole... otherwise) {
    Binding binding = binding(id);
    requireActing(binding.ticket(), otherwise);
    return binding;
  }

  static Detail.@Nullable Reason reason(@Nullable InputStream body) {
    Revocation revocation =
        RequestBody.readOptional(body, Revocation.class, ErrorCode.INVALID_REQUEST);
    String text =
        revocation == null
            ? null
            : RequestBody.optional(revocation.reason(), "reason", LONGEST_REASON);
    return text == null ? null : new Detail.Reason(text);
  }

  private BindingView view(Binding binding) {
    return views(List.of(binding)).get(0);
  }

  private List<BindingView> views(List<Binding> page) {
    Map<String, BreakGlass> emergencies = bindings.emergencies().among(page);
    return page.stream()
        .map(each -> BindingView.of(each, null, emergencies.get(each.id())))
        .toList();
  }

  private void requireView() {
    caller.requireAny(TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
  }

  private Binding binding(String id) {
    return binding(bindings, id);
  }
}
