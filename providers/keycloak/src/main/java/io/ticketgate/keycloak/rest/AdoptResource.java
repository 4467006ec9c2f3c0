package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.Adoptable;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.AdoptionJobs;
import io.ticketgate.keycloak.store.AdoptionJobs.Job;
import io.ticketgate.keycloak.store.AdoptionJobs.Scope;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Begins adoptions: bindings for grants that were there before, under one ticket for all. */
@Produces(MediaType.APPLICATION_JSON)
public final class AdoptResource extends Endpoint {

  private final RealmGate gate;
  private final Lookup lookup;
  private final RequestedTickets tickets;

  AdoptResource(Call call, RealmGate gate, Lookup lookup, RequestedTickets tickets) {
    super(call);
    this.gate = gate;
    this.lookup = lookup;
    this.tickets = tickets;
  }

  /**
   * What is to be adopted, and by when it is to be reviewed.
   *
   * @param ticket {@code system:key} of a ticket without a beneficiary, which names what is adopted
   * @param reviewBy by when the bindings are to be certified first; otherwise they are revoked
   * @param role a role that the ticket names, {@code db-admin} or {@code orders/refund}; absent for
   *     all that it names
   * @param user user name of one person; absent for everybody
   * @param all {@code true} where neither a role nor a user is named
   */
  @Schema(requiredProperties = {"ticket", "reviewBy"})
  public record Adoption(
      @Nullable String ticket,
      @Nullable String reviewBy,
      @Nullable String role,
      @Nullable String user,
      @Nullable Boolean all) {}

  /** Judges the ticket, and begins a job. The same request again finds the job that goes on. */
  @POST
  @Operation(summary = "Begins to make bindings for grants that were there before")
  @RequestBodySchema(Adoption.class)
  @APIResponseSchema(
      value = JobView.class,
      responseCode = "202",
      responseDescription = "The job goes on; its address is in Location")
  @APIResponse(responseCode = "404", ref = "Unknown")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response adopt(InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          Adoption wanted = RequestBody.read(body, Adoption.class, ErrorCode.INVALID_REQUEST);
          TicketRef ref = ticket(wanted.ticket(), "ticket");
          requireActing(ref, TICKET_GATE_ADMIN);
          Scope scope = scope(wanted, ref);
          tickets.read(ref, Duration.ZERO, caller.person(), now);
          requireBaseline(scope);
          AdoptionJobs jobs = new AdoptionJobs(call.session());
          String realmId = call.realm().getId();
          Job job =
              jobs.running(realmId, scope)
                  .orElseGet(
                      () -> {
                        String id = KeycloakModelUtils.generateId();
                        jobs.begin(id, realmId, scope, caller.person(), now);
                        Job begun = jobs.find(realmId, id).orElseThrow();
                        caller.changed(OperationType.CREATE, "jobs", id, JobView.of(begun));
                        return begun;
                      });
          return Response.accepted(JobView.of(job)).location(location("jobs", job.id())).build();
        });
  }

  private Scope scope(Adoption wanted, TicketRef ref) {
    Instant reviewBy =
        Objects.requireNonNull(
            RequestBody.instant(RequestBody.required(wanted.reviewBy(), "reviewBy"), "reviewBy"));
    boolean narrowed = wanted.role() != null || wanted.user() != null;
    if (narrowed == Boolean.TRUE.equals(wanted.all())) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "all",
          "Name a role, a user or both; or set all to true for everybody who holds what the ticket"
              + " names.");
    }
    Entitlement role = wanted.role() == null ? null : role(wanted.role());
    String user = wanted.user();
    return new Scope(
        ref,
        reviewBy,
        role == null ? null : role.id(),
        role == null ? null : role.name().toString(),
        user == null ? null : userId(user),
        user);
  }

  private Entitlement role(String text) {
    EntitlementName name;
    try {
      name = EntitlementName.role(RequestBody.required(text, "role"));
    } catch (IllegalArgumentException unreadable) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "role", String.valueOf(unreadable.getMessage()));
    }
    return lookup.entitlement(name);
  }

  private String userId(String username) {
    String id = lookup.userId(RequestBody.required(username, "user"));
    if (id == null) {
      throw new GateException.NotFound(
          ErrorCode.SUBJECT_NOT_FOUND, "There is no such user in this realm.");
    }
    return id;
  }

  private void requireBaseline(Scope scope) {
    TicketRef ref = scope.ticket();
    KnownTicket known =
        gate.tickets()
            .find(ref)
            .orElseThrow(
                () ->
                    new GateException.NotFound(
                        ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + ref + "."));
    List<Entitlement> adopted = new Adoptable(gate, scope, known).wanted();
    String roleName = scope.roleName();
    if (adopted.isEmpty() && scope.roleId() != null && roleName != null) {
      // One that the ticket does not name, or that no rule protects: the checks say which.
      adopted = List.of(new Entitlement(scope.roleId(), EntitlementName.role(roleName)));
    }
    if (adopted.isEmpty()) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "ticket",
          "Ticket "
              + ref
              + " names no role and no client that a rule protects, so there is nothing to adopt.");
    }
    for (Entitlement one : adopted) {
      gate.adoptionDesk().requireBaseline(ref, known, one, scope.reviewBy(), caller.person(), now);
    }
  }
}
