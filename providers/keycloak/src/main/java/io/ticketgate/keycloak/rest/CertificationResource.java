package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;

import io.ticketgate.core.refusal.ErrorCode;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** The review of one binding. */
@Produces(MediaType.APPLICATION_JSON)
public final class CertificationResource extends Endpoint {

  private final Reviewing reviewing;

  CertificationResource(Call call, Reviewing reviewing) {
    super(call);
    this.reviewing = reviewing;
  }

  /**
   * The body of {@code certify}, which may be left out.
   *
   * @param comment the reviewer's own words, for the history
   */
  public record Certification(@Nullable String comment) {}

  /** Confirms that a binding is still needed. */
  @POST
  @Operation(summary = "Certifies a binding: its ticket is judged again, and its next review set")
  @RequestBodySchema(Certification.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, with its next reviewDueAt")
  @APIResponse(
      responseCode = "409",
      description = "The binding has ended, or its review was due before (`review_overdue`)")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response certify(@PathParam("id") String id, @Nullable InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
          Certification said =
              RequestBody.readOptional(body, Certification.class, ErrorCode.INVALID_REQUEST);
          String comment =
              said == null
                  ? null
                  : RequestBody.optional(said.comment(), "comment", Reviewing.LONGEST_COMMENT);
          return Response.ok(BindingView.of(reviewing.certify(id, comment))).build();
        });
  }
}
