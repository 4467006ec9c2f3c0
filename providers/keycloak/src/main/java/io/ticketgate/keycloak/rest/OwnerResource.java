package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ITSM;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.gate.OwnerDesk.Handover;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** The owner of one binding. */
@Produces(MediaType.APPLICATION_JSON)
public final class OwnerResource extends Endpoint {

  private static final int LONGEST_COMMENT = 1000;

  private final JpaBindings bindings;
  private final Lookup lookup;
  private final Granting granting;

  OwnerResource(Call call, JpaBindings bindings, Lookup lookup, Granting granting) {
    super(call);
    this.bindings = bindings;
    this.lookup = lookup;
    this.granting = granting;
  }

  /**
   * The body of {@code owner}.
   *
   * @param owner user name of the new owner, an enabled user
   * @param ticket {@code system:key} of a ticket that the new owner has requested; only {@code
   *     ticket-gate-admin} may leave it out
   * @param comment for the history
   */
  @Schema(requiredProperties = "owner")
  public record NewOwner(
      @Nullable String owner, @Nullable String ticket, @Nullable String comment) {}

  /** Hands a binding over, and resumes it where its owner had left. */
  @POST
  @Operation(
      summary = "Hands a binding over to another owner, and resumes it if its owner had left")
  @RequestBodySchema(NewOwner.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, with its new owner")
  @APIResponse(responseCode = "409", description = "The binding has ended")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response handOver(@PathParam("id") String id, InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN, TICKET_GATE_GRANT, TICKET_GATE_ITSM);
          NewOwner wanted = RequestBody.read(body, NewOwner.class, ErrorCode.INVALID_REQUEST);
          String ticket = wanted.ticket();
          TicketRef ref = ticket == null || ticket.isBlank() ? null : ticket(ticket, "ticket");
          if (ref == null) {
            caller.requireAny(TICKET_GATE_ADMIN);
          }
          Binding binding = binding(bindings, id);
          requireActing(binding.ticket(), TICKET_GATE_ADMIN, TICKET_GATE_GRANT);
          if (ref != null) {
            requireActing(ref, TICKET_GATE_ADMIN, TICKET_GATE_GRANT);
          }
          Handover handover =
              new Handover(
                  lookup.owner(RequestBody.required(wanted.owner(), "owner")),
                  ref,
                  RequestBody.optional(wanted.comment(), "comment", LONGEST_COMMENT),
                  caller.person());
          return Response.ok(BindingView.of(granting.handOver(binding, handover))).build();
        });
  }
}
