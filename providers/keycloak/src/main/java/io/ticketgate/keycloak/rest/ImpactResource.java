package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.Standing;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.Requests;
import io.ticketgate.keycloak.config.LoadedConditions;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.realm.KeycloakDirectory;
import io.ticketgate.keycloak.store.ConcernedBindings;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.JpaTickets;
import io.ticketgate.keycloak.store.MatchedNames;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** What a rule would mean for the live bindings, before it is saved. Changes nothing. */
@Produces(MediaType.APPLICATION_JSON)
public final class ImpactResource extends Endpoint {

  private static final int PAGE = 100;
  private static final int MOST_SHOWN = 20;
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final JpaBindings bindings;
  private final JpaTickets tickets;
  private final RealmRules rules;
  private final Roles roles;
  private final KeycloakDirectory directory;
  private final MatchedNames names;
  private final Drafts drafts;
  private final Requests requests;

  ImpactResource(
      Call call,
      JpaBindings bindings,
      JpaTickets tickets,
      RealmRules rules,
      Roles roles,
      KeycloakDirectory directory,
      MatchedNames names,
      Requests requests) {
    super(call);
    this.bindings = bindings;
    this.tickets = tickets;
    this.rules = rules;
    this.roles = roles;
    this.directory = directory;
    this.names = names;
    this.drafts = new Drafts(call.realm());
    this.requests = requests;
  }

  /**
   * The answer.
   *
   * @param kept how many live bindings that the rule protects would stay as they are
   * @param toReview how many would be due for review
   * @param toRevoke how many would end
   * @param failing how many would not fulfil the rule, whatever it says of them
   * @param complete false where the time for one request was up before all were looked at
   * @param first the first that would not fulfil it
   * @param matches what each pattern of the draft matches now
   */
  public record Impact(
      int kept,
      int toReview,
      int toRevoke,
      int failing,
      boolean complete,
      List<Case> first,
      List<RuleMatches.PatternMatch> matches) {}

  /** A binding that would not fulfil the rule, and why. */
  public record Case(
      String binding,
      String ticket,
      SubjectJson subject,
      EntitlementJson entitlement,
      List<Problem.Check> failed) {}

  /** Judges the live bindings by a draft. */
  @POST
  @Operation(summary = "Says what a rule would mean for the live bindings, and changes nothing")
  @RequestBodySchema(RuleJson.class)
  @APIResponseSchema(
      value = Impact.class,
      responseCode = "200",
      responseDescription = "How many bindings would stay, and the first that would not")
  @APIResponse(responseCode = "404", description = "The draft has the id of no rule")
  public Response impact(InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          return Response.ok(
                  of(drafts.read(RequestBody.read(body, ObjectNode.class, ErrorCode.RULE_INVALID))))
              .build();
        });
  }

  private Impact of(Rule draft) {
    Evaluator evaluator =
        new Evaluator(rules.with(draft), roles, directory, LoadedConditions.INSTANCE, requests);
    long until = System.nanoTime() + LONGEST.toNanos();
    int concerned = 0;
    int failing = 0;
    List<Case> first = new ArrayList<>();
    ConcernedBindings bindingsOfRule =
        new ConcernedBindings(
            bindings.lists(),
            entitlement ->
                evaluator.rulesFor(entitlement).stream()
                    .anyMatch(each -> each.id().equals(draft.id())));
    ConcernedBindings.Position upTo = ConcernedBindings.Position.START;
    while (upTo != null && System.nanoTime() < until) {
      ConcernedBindings.Page page = bindingsOfRule.page(upTo, PAGE);
      Standing standing = new Standing(evaluator, draft.id());
      for (Binding binding : page.bindings()) {
        Optional<List<CheckResult>> failures =
            tickets.find(binding.ticket()).flatMap(known -> standing.failures(binding, known, now));
        if (failures.isPresent()) {
          concerned++;
        }
        if (failures.isPresent() && !failures.get().isEmpty()) {
          failing++;
          if (first.size() < MOST_SHOWN) {
            first.add(caseOf(binding, failures.get()));
          }
        }
      }
      upTo = page.upTo();
      directory.refresh(); // or it would keep everybody who was asked about
    }
    int reviewed = draft.onChange().action() == Rule.OnChange.REVIEW ? failing : 0;
    int revoked = draft.onChange().action() == Rule.OnChange.REVOKE ? failing : 0;
    return new Impact(
        concerned - reviewed - revoked,
        reviewed,
        revoked,
        failing,
        upTo == null,
        first,
        RuleMatches.of(draft.protects(), names));
  }

  private static Case caseOf(Binding binding, List<CheckResult> failures) {
    return new Case(
        binding.id(),
        binding.ticket().toString(),
        SubjectJson.of(binding.subject()),
        EntitlementJson.of(binding.entitlement().name()),
        failures.stream().map(Problem.Check::of).toList());
  }
}
