package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.AdminRole.TICKET_GATE_ITSM;
import static io.ticketgate.keycloak.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.AdminRole.TICKET_GATE_VIEW;

import io.ticketgate.core.Binding;
import io.ticketgate.core.BindingStatus;
import io.ticketgate.core.EndCause;
import io.ticketgate.core.Entitlement;
import io.ticketgate.core.ErrorCode;
import io.ticketgate.core.GateException;
import io.ticketgate.core.GrantDesk;
import io.ticketgate.core.GrantRequest;
import io.ticketgate.core.Rule;
import io.ticketgate.core.Subject;
import io.ticketgate.keycloak.CredentialIssuer;
import io.ticketgate.keycloak.PublicKeys;
import io.ticketgate.keycloak.RealmGate;
import io.ticketgate.keycloak.internal.AdminCaller;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.spi.EntitlementName;
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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** Bindings: make, list, read, activate, revoke. */
@Produces(MediaType.APPLICATION_JSON)
public final class BindingsResource extends Endpoint {

  private static final int LONGEST_REASON = 2000;
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{1,36}");

  BindingsResource(RealmGate gate, AdminCaller caller) {
    super(gate, caller);
  }

  /** The body of {@code revoke} and {@code suspend}. */
  public record Revocation(@Nullable String reason) {}

  /**
   * The body of {@code activate}, which may be left out.
   *
   * @param credential the keys of the client; absent for a new secret
   */
  public record Activation(@Nullable CredentialJson credential) {}

  /**
   * Validates the ticket and grants, or authorises with {@code activate:false}. An identical
   * request answers 200 with the binding that exists.
   */
  @POST
  @Operation(summary = "Validates a ticket and grants, or only authorises")
  @RequestBodySchema(BindingRequest.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "201",
      responseDescription = "The binding was made")
  @APIResponse(responseCode = "200", description = "An identical request had made this binding")
  @APIResponse(responseCode = "404", ref = "Unknown")
  @APIResponse(
      responseCode = "409",
      description = "A live binding under this ticket has another end")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response create(InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_GRANT, TICKET_GATE_ITSM);
          BindingRequest wish =
              RequestBody.read(body, BindingRequest.class, ErrorCode.INVALID_REQUEST);
          GrantRequest request = new GrantRequests(gate, now).read(wish, caller.person());
          requireMapping(request.subject(), request.entitlement());
          if (request.activate()) {
            requireIssuable(request.subject());
          }
          gate.ticketReader().read(request.ticket(), snapshotMaxAge(request), caller.person(), now);
          GrantDesk.Bound bound = gate.grantDesk().bind(request, now);
          BindingView view =
              BindingView.of(
                  bound.binding(),
                  bound.granted() ? issue(bound.binding(), GrantRequests.keys(wish)) : null);
          return bound.created()
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
      responseDescription = "The bindings that match every filter")
  public Response list(
      @Parameter(description = "`system:key`") @QueryParam("ticket") @Nullable String ticket,
      @Parameter(description = "User name") @QueryParam("user") @Nullable String user,
      @Parameter(description = "Client id of a service account") @QueryParam("client")
          @Nullable String client,
      @Parameter(description = "A realm role, or `client/role`") @QueryParam("role")
          @Nullable String role,
      @QueryParam("status") @Nullable String status,
      @Parameter(description = "Live bindings that end before then") @QueryParam("expiringBefore")
          @Nullable String expiringBefore,
      @QueryParam("first") @Nullable String first,
      @QueryParam("max") @Nullable String max) {
    return answer(
        () -> {
          requireView();
          if (user != null && client != null) {
            throw RequestBody.invalid(
                ErrorCode.INVALID_REQUEST, "user", "Filter by user or by client, not by both.");
          }
          EntitlementName entitlement = role == null ? null : roleName(role);
          JpaBindings.Filter filter =
              new JpaBindings.Filter(
                  ticket == null ? null : ticket(ticket, "ticket"),
                  kinds(user, client),
                  user != null ? user : client,
                  user == null ? null : userId(user),
                  entitlement,
                  entitlement == null
                      ? null
                      : gate.roles().named(entitlement).map(RoleModel::getId).orElse(null),
                  status == null ? null : status(status),
                  RequestBody.instant(expiringBefore, "expiringBefore"));
          List<BindingView> views =
              gate.bindings().list(filter, first(first), max(max)).stream()
                  .map(BindingView::of)
                  .toList();
          return Response.ok(views).build();
        });
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
          return Response.ok(BindingView.of(binding(id))).build();
        });
  }

  /** What became of a binding, oldest step first. */
  @GET
  @Path("{id}/history")
  @Operation(summary = "Reads what became of a binding")
  @APIResponseSchema(
      value = BindingView.Step[].class,
      responseCode = "200",
      responseDescription = "Its transitions, oldest first")
  public Response history(@PathParam("id") String id) {
    return answer(
        () -> {
          requireView();
          return Response.ok(
                  gate.bindings().history(binding(id).id()).stream()
                      .map(BindingView.Step::of)
                      .toList())
              .build();
        });
  }

  /** Exercises an authorised binding. */
  @POST
  @Path("{id}/activate")
  @Operation(summary = "Exercises an authorised binding")
  @RequestBodySchema(Activation.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, active now")
  @APIResponse(responseCode = "409", description = "The state forbids it; `detail` says why")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response activate(@PathParam("id") String id, @Nullable InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_GRANT, TICKET_GATE_ITSM);
          Activation activation =
              RequestBody.readOptional(body, Activation.class, ErrorCode.INVALID_REQUEST);
          CredentialJson credential = activation == null ? null : activation.credential();
          PublicKeys keys = credential == null ? null : credential.keys();
          Binding binding = binding(id);
          if (keys != null && !binding.entitlement().credential()) {
            throw RequestBody.invalid(
                ErrorCode.INVALID_REQUEST,
                "credential",
                "credential is given for a clientCredential only.");
          }
          requireMapping(binding.subject(), binding.entitlement());
          requireIssuable(binding.subject());
          reread(binding);
          Binding active = gate.grantDesk().activate(id, caller.person(), now);
          return Response.ok(BindingView.of(active, issue(active, keys))).build();
        });
  }

  /** Ends a binding, and takes the grant back unless another live binding covers it. */
  @POST
  @Path("{id}/revoke")
  @Operation(summary = "Ends a binding and takes the grant back")
  @RequestBodySchema(Revocation.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, revoked now")
  @APIResponse(responseCode = "409", description = "The binding has ended already")
  public Response revoke(@PathParam("id") String id, @Nullable InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_GRANT, TICKET_GATE_ADMIN, TICKET_GATE_ITSM);
          String reason = reason(body);
          Binding binding = binding(id);
          List<Binding> ended =
              gate.endings().end(List.of(binding), EndCause.ADMIN, caller.person(), reason, now);
          if (ended.isEmpty()) {
            throw new GateException.Conflict(
                ErrorCode.BINDING_NOT_LIVE, "Binding " + id + " has ended already.");
          }
          return Response.ok(BindingView.of(ended.get(0))).build();
        });
  }

  /** Takes the grant away until the binding is resumed. */
  @POST
  @Path("{id}/suspend")
  @Operation(summary = "Takes the grant away until the binding is resumed")
  @RequestBodySchema(Revocation.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, suspended now")
  @APIResponse(responseCode = "409", description = "The binding is not active")
  public Response suspend(@PathParam("id") String id, @Nullable InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_GRANT, TICKET_GATE_ADMIN, TICKET_GATE_ITSM);
          String reason = reason(body);
          return Response.ok(
                  BindingView.of(
                      gate.endings()
                          .suspend(binding(id), EndCause.ADMIN, caller.person(), reason, now)))
              .build();
        });
  }

  /** Lets a suspended binding grant again what it granted. */
  @POST
  @Path("{id}/resume")
  @Operation(summary = "Lets a suspended binding grant again what it granted")
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, active again, until the end it had")
  @APIResponse(responseCode = "409", description = "The binding is not suspended, or over")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response resume(@PathParam("id") String id) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_GRANT, TICKET_GATE_ITSM);
          Binding binding = binding(id);
          requireMapping(binding.subject(), binding.entitlement());
          reread(binding);
          return Response.ok(BindingView.of(gate.grantDesk().resume(id, caller.person(), now)))
              .build();
        });
  }

  private void reread(Binding binding) {
    gate.ticketReader().read(binding.ticket(), Duration.ZERO, caller.person(), now);
  }

  private static @Nullable String reason(@Nullable InputStream body) {
    Revocation revocation =
        RequestBody.readOptional(body, Revocation.class, ErrorCode.INVALID_REQUEST);
    return revocation == null
        ? null
        : RequestBody.optional(revocation.reason(), "reason", LONGEST_REASON);
  }

  private void requireView() {
    caller.requireAny(TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
  }

  /**
   * The ITSM alone may cause a grant only where every rule says so; otherwise somebody who could
   * make it by hand has to.
   */
  private void requireMapping(Subject subject, Entitlement entitlement) {
    List<Rule> rules = gate.evaluator().rulesFor(entitlement);
    if (!rules.isEmpty() && rules.stream().allMatch(Rule::automaticProvisioning)) {
      return;
    }
    caller.requireAny(TICKET_GATE_GRANT);
    if (entitlement.credential()) {
      caller.requireManaging(present(gate.realm().getClientById(subject.id())));
      return;
    }
    RoleModel role = present(gate.realm().getRoleById(entitlement.id()));
    switch (subject.kind()) {
      case GROUP ->
          caller.requireMapping(
              present(gate.session().groups().getGroupById(gate.realm(), subject.id())), role);
      case ROLE -> caller.requireMapping(present(gate.realm().getRoleById(subject.id())), role);
      default ->
          caller.requireMapping(
              present(gate.session().users().getUserById(gate.realm(), subject.id())), role);
    }
  }

  /** The keys of a SAML client are no credential that could be issued. */
  private void requireIssuable(Subject subject) {
    ClientModel client =
        subject.kind() == Subject.Kind.CLIENT ? gate.realm().getClientById(subject.id()) : null;
    if (client != null && "saml".equals(client.getProtocol())) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "entitlement.clientCredential",
          "A SAML client has no credential to issue: authorise with activate:false, then change its"
              + " keys in Keycloak.");
    }
  }

  private CredentialIssuer.@Nullable Issued issue(Binding binding, @Nullable PublicKeys keys) {
    return binding.entitlement().credential()
        ? new CredentialIssuer(gate).issue(binding, keys, now)
        : null;
  }

  private static <T> T present(@Nullable T found) {
    if (found == null) {
      throw gone();
    }
    return found;
  }

  private static GateException.Conflict gone() {
    return new GateException.Conflict(
        ErrorCode.BINDING_NOT_LIVE, "The subject or the role of this binding is gone.");
  }

  private Duration snapshotMaxAge(GrantRequest request) {
    return gate.evaluator().rulesFor(request.entitlement()).stream()
        .map(Rule::snapshotMaxAge)
        .min(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private Binding binding(String id) {
    return Optional.of(id)
        .filter(text -> ID.matcher(text).matches())
        .flatMap(gate.bindings()::find)
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.BINDING_NOT_LIVE, "There is no binding " + id + "."));
  }

  private @Nullable String userId(String name) {
    UserModel user = gate.session().users().getUserByUsername(gate.realm(), name);
    return user == null ? null : user.getId();
  }

  private static Set<Subject.Kind> kinds(@Nullable String user, @Nullable String client) {
    if (user != null) {
      return EnumSet.of(Subject.Kind.USER);
    }
    return client == null
        ? EnumSet.noneOf(Subject.Kind.class)
        : EnumSet.of(Subject.Kind.SERVICE_ACCOUNT, Subject.Kind.CLIENT);
  }

  private static EntitlementName roleName(String text) {
    int slash = text.lastIndexOf('/');
    try {
      return slash < 0
          ? new EntitlementName.RealmRole(text)
          : new EntitlementName.ClientRole(text.substring(0, slash), text.substring(slash + 1));
    } catch (IllegalArgumentException malformed) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "role", String.valueOf(malformed.getMessage()));
    }
  }

  private static BindingStatus status(String text) {
    return Arrays.stream(BindingStatus.values())
        .filter(status -> status.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                RequestBody.invalid(
                    ErrorCode.INVALID_REQUEST,
                    "status",
                    "status is one of " + Arrays.toString(BindingStatus.values()) + "."));
  }
}
