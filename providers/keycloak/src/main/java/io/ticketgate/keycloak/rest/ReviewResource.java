package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.BreakGlass.Outcome;
import io.ticketgate.core.binding.BreakGlasses;
import io.ticketgate.core.gate.BreakGlassReviews.Verdict;
import io.ticketgate.core.refusal.ErrorCode;
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

/** The review of one emergency grant. */
@Produces(MediaType.APPLICATION_JSON)
public final class ReviewResource extends Endpoint {

  private final Reviewing reviewing;
  private final BreakGlasses emergencies;

  ReviewResource(Call call, Reviewing reviewing, BreakGlasses emergencies) {
    super(call);
    this.reviewing = reviewing;
    this.emergencies = emergencies;
  }

  /**
   * The body of a review.
   *
   * @param ticket {@code system:key} of the ticket that covers the emergency grant; a rejection
   *     needs none, and its ticket is kept as it is said
   * @param outcome confirmed or rejected
   * @param comment for the history
   */
  @Schema(requiredProperties = "outcome")
  public record ReviewRequest(
      @Nullable String ticket, @Nullable String outcome, @Nullable String comment) {}

  /** Confirms an emergency grant under a ticket, or rejects it, which ends it. */
  @POST
  @Operation(summary = "Reviews an emergency grant: confirms it under a ticket, or rejects it")
  @RequestBodySchema(ReviewRequest.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, now reviewed")
  @APIResponse(
      responseCode = "409",
      description = "It is no emergency grant, or somebody has reviewed it already")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response review(@PathParam("id") String id, InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_REVIEW);
          Verdict verdict =
              verdict(RequestBody.read(body, ReviewRequest.class, ErrorCode.INVALID_REQUEST));
          Binding binding = reviewing.review(id, verdict);
          BreakGlass reviewed = emergencies.find(id).orElseThrow();
          return Response.ok(BindingView.of(binding, null, reviewed)).build();
        });
  }

  private Verdict verdict(ReviewRequest request) {
    Outcome outcome =
        Outcome.ofWord(RequestBody.required(request.outcome(), "outcome"))
            .orElseThrow(
                () ->
                    RequestBody.invalid(
                        ErrorCode.INVALID_REQUEST, "outcome", "outcome is confirmed or rejected."));
    boolean named = request.ticket() != null && !request.ticket().isBlank();
    return new Verdict(
        outcome,
        outcome == Outcome.CONFIRMED || named ? ticket(request.ticket(), "ticket") : null,
        RequestBody.optional(request.comment(), "comment", Reviewing.LONGEST_COMMENT),
        caller.person());
  }
}
