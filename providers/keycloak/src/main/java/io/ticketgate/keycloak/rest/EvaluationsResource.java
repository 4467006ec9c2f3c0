package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.refusal.ErrorCode;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/**
 * Dry run: would this ticket allow this grant? Nothing is stored, not even what the ITSM answered.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class EvaluationsResource extends Endpoint {

  private final DryRun dryRun;
  private final Evaluator evaluator;

  EvaluationsResource(Call call, DryRun dryRun, Evaluator evaluator) {
    super(call);
    this.dryRun = dryRun;
    this.evaluator = evaluator;
  }

  /**
   * The answer of a dry run.
   *
   * @param rules names of the rules that apply; empty when nothing protects the entitlement
   * @param notBefore from when the grant would hold; absent when it is not allowed, or has no end
   * @param expiresAt until when it would hold; absent when it is not allowed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Evaluation(
      boolean allowed,
      List<String> rules,
      List<Problem.Check> checks,
      @Nullable String notBefore,
      @Nullable String expiresAt) {}

  /** Evaluates the body of a {@code POST /bindings}, with every check and its outcome. */
  @POST
  @Operation(summary = "Dry run: would this ticket allow this grant?")
  @RequestBodySchema(BindingRequest.class)
  @APIResponseSchema(
      value = Evaluation.class,
      responseCode = "200",
      responseDescription = "The decision, with every check")
  @APIResponse(responseCode = "404", ref = "Unknown")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response evaluate(InputStream body) {
    return answer(
        () -> {
          caller.requireAny(
              TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
          WantedGrant wanted =
              WantedGrant.of(
                  RequestBody.read(body, BindingRequest.class, ErrorCode.INVALID_REQUEST), now);
          requireActing(
              wanted.ticket(),
              TICKET_GATE_VIEW,
              TICKET_GATE_GRANT,
              TICKET_GATE_REVIEW,
              TICKET_GATE_ADMIN);
          return Response.ok(dryRun.of(wanted, caller.person(), evaluator, now)).build();
        });
  }
}
