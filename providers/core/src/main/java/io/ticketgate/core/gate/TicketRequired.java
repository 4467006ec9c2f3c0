package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import java.util.Collection;
import java.util.List;

/** The refusal of an attempt that no binding covers and that names no ticket. */
public final class TicketRequired {

  private TicketRequired() {}

  /**
   * @param part the protected entitlement that comes with the attempt
   * @param protecting the rules that protect it
   */
  static GateException.Refused of(
      AttemptedGrant attempt, Entitlement part, Collection<Rule> protecting) {
    if (part.credential()) {
      return forCredential(part, protecting);
    }
    String brings = Structures.capital(part.label());
    if (attempt.holding().groupId() != null) {
      brings = "The group carries " + part.label() + ", which";
    } else if (!part.equals(attempt.entitlement())) {
      brings =
          Structures.capital(attempt.entitlement().label())
              + " contains "
              + part.label()
              + ", which";
    }
    return refused(
        brings
            + " is protected by rule "
            + WriteGate.ruleNames(protecting)
            + ": name an approved ticket in the header X-Ticket-Ref (system:key), or authorise the"
            + " grant first with POST ticket-gate/bindings and activate:false.");
  }

  /**
   * For a change to the credential of a client.
   *
   * @param protecting the rules that protect it
   */
  public static GateException.Refused forCredential(
      Entitlement credential, Collection<Rule> protecting) {
    return refused(
        Structures.capital(credential.label())
            + " is protected by rule "
            + WriteGate.ruleNames(protecting)
            + ", and each change of it needs a ticket. Obtain a new credential with POST"
            + " ticket-gate/bindings, or name an approved ticket in the header X-Ticket-Ref"
            + " (system:key).");
  }

  private static GateException.Refused refused(String message) {
    return new GateException.Refused(ErrorCode.TICKET_REQUIRED, message, List.of());
  }
}
