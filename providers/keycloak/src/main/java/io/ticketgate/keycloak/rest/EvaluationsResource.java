package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.access.Directory;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.Identities;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.JpaTickets;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
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

  private final GrantRequests requests;
  private final Evaluator evaluator;
  private final Directory directory;
  private final JpaBindings bindings;
  private final JpaTickets stored;
  private final RequestedTickets tickets;

  EvaluationsResource(
      Call call,
      GrantRequests requests,
      Evaluator evaluator,
      Directory directory,
      JpaBindings bindings,
      JpaTickets stored,
      RequestedTickets tickets) {
    super(call);
    this.requests = requests;
    this.evaluator = evaluator;
    this.directory = directory;
    this.bindings = bindings;
    this.stored = stored;
    this.tickets = tickets;
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
          return Response.ok(evaluation(requests.of(wanted, caller.person()))).build();
        });
  }

  private Evaluation evaluation(GrantRequest request) {
    Closures closures = evaluator.closures();
    List<Rule> rules = closures.rulesFor(request.entitlement());
    KnownTicket known = ticket(request);
    if (rules.isEmpty()) {
      return new Evaluation(true, List.of(), List.of(), null, null);
    }
    int uses = bindings.uses(request.ticket(), request.subject(), request.entitlement());
    Decision decision = evaluator.decide(request, known, closures, uses, now);
    Decision.Allowed allowed = decision instanceof Decision.Allowed yes ? yes : null;
    return new Evaluation(
        allowed != null,
        rules.stream().map(Rule::name).toList(),
        decision.checks().stream().map(Problem.Check::of).toList(),
        allowed == null ? null : allowed.notBefore().toString(),
        allowed == null || allowed.expiresAt().equals(Binding.NO_END)
            ? null
            : allowed.expiresAt().toString());
  }

  private KnownTicket ticket(GrantRequest request) {
    KnownTicket known = stored.find(request.ticket()).orElse(null);
    return tickets
        .look(request.ticket(), now)
        .map(read -> KnownTicket.next(known, read, Identities.now(read, directory, now)))
        .or(() -> Optional.ofNullable(known))
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + request.ticket() + "."));
  }
}
