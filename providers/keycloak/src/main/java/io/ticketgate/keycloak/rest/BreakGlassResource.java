package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_BREAK_GLASS;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.check.BreakGlassRequest;
import io.ticketgate.core.gate.BreakGlassDesk;
import io.ticketgate.core.refusal.ErrorCode;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Emergency grants, without a ticket. No ITSM is asked. */
@Produces(MediaType.APPLICATION_JSON)
public final class BreakGlassResource extends Endpoint {

  private final BreakGlassDesk desk;
  private final Lookup lookup;

  BreakGlassResource(Call call, BreakGlassDesk desk, Lookup lookup) {
    super(call);
    this.desk = desk;
    this.lookup = lookup;
  }

  /**
   * The body of {@code POST /break-glass}.
   *
   * @param subject a user
   * @param entitlement a role, or a part of the configuration
   * @param justification why there is no time for a ticket
   * @param expiresAt ISO 8601; the latest that the rules allow when absent
   */
  @Schema(requiredProperties = {"subject", "entitlement", "justification"})
  public record Emergency(
      @Nullable SubjectJson subject,
      @Nullable EntitlementJson entitlement,
      @Nullable String justification,
      @Nullable String expiresAt) {}

  /** Makes an emergency grant, which somebody else has to review. */
  @POST
  @Operation(summary = "Makes an emergency grant without a ticket, to be reviewed by somebody else")
  @RequestBodySchema(Emergency.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "201",
      responseDescription = "The grant was made; reviewDueAt says until when it is to be reviewed")
  @APIResponse(responseCode = "404", ref = "Unknown")
  @APIResponse(
      responseCode = "409",
      description = "The user has had this by an emergency grant that nobody has reviewed")
  public Response use(InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_BREAK_GLASS);
          caller.requirePerson();
          BreakGlassDesk.Used used = desk.use(request(body), now);
          BindingView view = BindingView.of(used.binding(), null, used.emergency());
          return Response.created(location("bindings", view.id())).entity(view).build();
        });
  }

  private BreakGlassRequest request(InputStream body) {
    Emergency wanted = RequestBody.read(body, Emergency.class, ErrorCode.INVALID_REQUEST);
    if (wanted.entitlement() == null) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "entitlement", "entitlement is missing.");
    }
    Instant expiresAt = RequestBody.instant(wanted.expiresAt(), "expiresAt");
    String justification =
        RequestBody.optional(
            wanted.justification(), "justification", WantedGrant.LONGEST_JUSTIFICATION);
    Subject subject = lookup.subject(SubjectJson.requireOne(wanted.subject(), "subject"));
    return new BreakGlassRequest(
        subject,
        lookup.entitlement(wanted.entitlement().name("entitlement")),
        expiresAt,
        justification,
        caller.person());
  }
}
