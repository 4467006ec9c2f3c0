package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.condition.Condition;
import io.ticketgate.core.condition.Conditions;
import io.ticketgate.core.condition.Facts;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Asks the condition of a rule. What it cannot answer counts as not met. */
final class ConditionCheck {

  private final Rule rule;
  private final GrantRequest request;
  private final KnownTicket known;
  private final Ticket ticket;
  private final Directory directory;
  private final Conditions conditions;

  ConditionCheck(
      Rule rule,
      GrantRequest request,
      KnownTicket known,
      Directory directory,
      Conditions conditions) {
    this.rule = rule;
    this.request = request;
    this.known = known;
    this.ticket = known.ticket();
    this.directory = directory;
    this.conditions = conditions;
  }

  /**
   * @param approvals those that count for the rule
   */
  void run(List<Facts.OfApproval> approvals, Lifespan lifespan, Instant now, Findings findings) {
    String text = rule.condition();
    if (text == null) {
      findings.notApplicable(Id.CONDITION, "The rule has no condition.");
      return;
    }
    Condition.Answer answer;
    try {
      answer = conditions.compile(text).answer(facts(approvals, lifespan, now));
    } catch (GateException.Invalid unusable) {
      answer = new Condition.Broken(String.valueOf(unusable.getMessage()));
    }
    if (answer instanceof Condition.Holds) {
      findings.check(Id.CONDITION, true, "The condition of the rule holds.", "");
    } else if (answer instanceof Condition.Broken broken) {
      findings.fail(
          Id.CONDITION,
          "Whether ticket "
              + ticket.ref()
              + " meets the condition of rule "
              + rule.name()
              + " cannot be said, so it does not: "
              + broken.reason()
              + ". Complete the ticket, or have the rule mended.");
    } else {
      findings.fail(
          Id.CONDITION,
          "Ticket "
              + ticket.ref()
              + " does not meet the condition of rule "
              + rule.name()
              + "; GET rules shows it. Name a ticket that does.");
    }
  }

  private Facts facts(List<Facts.OfApproval> approvals, Lifespan lifespan, Instant now) {
    String requester = ticket.requester();
    return new Facts(
        new Facts.OfTicket(
            ticket.ref().system(),
            ticket.ref().key(),
            ticket.type(),
            ticket.state(),
            requester,
            requester == null ? null : known.identities().personId(requester).orElse(null),
            ticket.requestedFor(),
            ticket.entitlements().stream().map(EntitlementName::toString).toList(),
            approvals,
            said(ticket.justification()),
            said(ticket.risk()),
            said(ticket.configurationItem()),
            ticket.plannedStart(),
            ticket.plannedEnd()),
        new Facts.OfSubject(
            request.subject().kind().name().toLowerCase(Locale.ROOT),
            request.subject().id(),
            request.subject().name(),
            directory.attributes(request.subject())),
        entitlement(request.entitlement().name()),
        new Facts.OfRequest(
            request.activate(),
            lifespan.start(),
            lifespan.end(request),
            request.by() == null ? null : request.by().id(),
            request.subject().kind() == Subject.Kind.AGENT
                ? request.subject().agentNames().client()
                : null),
        now);
  }

  /** A blank text says as little as none. */
  private static @Nullable String said(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  private static Facts.OfEntitlement entitlement(EntitlementName name) {
    if (name instanceof EntitlementName.ClientRole role) {
      return new Facts.OfEntitlement("client_role", name.toString(), role.client());
    }
    if (name instanceof EntitlementName.ClientCredential credential) {
      return new Facts.OfEntitlement("client_credential", name.toString(), credential.clientId());
    }
    return new Facts.OfEntitlement(
        name instanceof EntitlementName.Configuration ? "configuration" : "realm_role",
        name.toString(),
        null);
  }
}
