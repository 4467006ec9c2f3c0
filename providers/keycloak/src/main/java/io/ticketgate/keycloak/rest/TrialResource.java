package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.Requests;
import io.ticketgate.keycloak.config.LoadedConditions;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.realm.KeycloakDirectory;
import jakarta.ws.rs.POST;
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

/** A dry run under a rule that nobody has saved: what would it say to this ticket? */
@Produces(MediaType.APPLICATION_JSON)
public final class TrialResource extends Endpoint {

  private final DryRun dryRun;
  private final RealmRules rules;
  private final Roles roles;
  private final KeycloakDirectory directory;
  private final Requests requests;
  private final Drafts drafts;

  TrialResource(
      Call call,
      DryRun dryRun,
      RealmRules rules,
      Roles roles,
      KeycloakDirectory directory,
      Requests requests) {
    super(call);
    this.dryRun = dryRun;
    this.rules = rules;
    this.roles = roles;
    this.directory = directory;
    this.requests = requests;
    this.drafts = new Drafts(call.realm());
  }

  /**
   * The body of {@code POST rules/trial}.
   *
   * @param rule as for {@code POST rules}; with an id it stands in for that rule
   * @param request as for {@code POST bindings}
   */
  @Schema(requiredProperties = {"rule", "request"})
  public record Trial(@Nullable ObjectNode rule, @Nullable BindingRequest request) {}

  /** Makes every check of the draft and of all other rules, and changes nothing. */
  @POST
  @Operation(summary = "Dry run under a rule that is not saved")
  @RequestBodySchema(Trial.class)
  @APIResponseSchema(
      value = EvaluationsResource.Evaluation.class,
      responseCode = "200",
      responseDescription = "The decision, with every check")
  @APIResponse(responseCode = "404", ref = "Unknown")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response run(InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          Trial trial = RequestBody.read(body, Trial.class, ErrorCode.INVALID_REQUEST);
          if (trial.rule() == null || trial.request() == null) {
            throw RequestBody.invalid(
                ErrorCode.INVALID_REQUEST,
                trial.rule() == null ? "rule" : "request",
                "Send the draft as rule, and the grant as request.");
          }
          Rule draft = drafts.read(trial.rule());
          WantedGrant wanted = WantedGrant.of(trial.request(), now);
          requireActing(wanted.ticket(), TICKET_GATE_ADMIN);
          Evaluator evaluator =
              new Evaluator(
                  rules.with(draft), roles, directory, LoadedConditions.INSTANCE, requests);
          return Response.ok(dryRun.of(wanted, caller.person(), evaluator, now)).build();
        });
  }
}
