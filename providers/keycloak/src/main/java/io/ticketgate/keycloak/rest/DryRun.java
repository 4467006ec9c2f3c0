package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Person;
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
import io.ticketgate.keycloak.rest.EvaluationsResource.Evaluation;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.JpaTickets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says what would become of a grant. Stores nothing, not even what the ITSM answers. */
final class DryRun {

  private final GrantRequests requests;
  private final Directory directory;
  private final JpaBindings bindings;
  private final JpaTickets stored;
  private final RequestedTickets tickets;

  DryRun(
      GrantRequests requests,
      Directory directory,
      JpaBindings bindings,
      JpaTickets stored,
      RequestedTickets tickets) {
    this.requests = requests;
    this.directory = directory;
    this.bindings = bindings;
    this.stored = stored;
    this.tickets = tickets;
  }

  /**
   * What the rules of an evaluator say to a grant.
   *
   * @param by who asks
   * @throws GateException.NotFound for a ticket, subject or entitlement that does not exist
   */
  Evaluation of(WantedGrant wanted, Person by, Evaluator evaluator, Instant now) {
    GrantRequest request = requests.of(wanted, by);
    Closures closures = evaluator.closures();
    List<Rule> rules = closures.rulesFor(request.entitlement());
    KnownTicket known = ticket(request, now);
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

  private KnownTicket ticket(GrantRequest request, Instant now) {
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
