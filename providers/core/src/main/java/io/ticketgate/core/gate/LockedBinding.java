package io.ticketgate.core.gate;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Tickets;
import io.ticketgate.spi.TicketRef;
import java.util.Optional;

/**
 * A binding whose ticket and subject are locked.
 *
 * @param found as it was before the locks
 * @param live as it is now; empty when it is not live
 */
record LockedBinding(Binding found, Optional<Binding> live, KnownTicket known) {

  /**
   * Locks the ticket, then the subject.
   *
   * @throws GateException.NotFound when there is no such binding, or no such ticket
   * @throws GateException.Conflict when it is an emergency grant, which has no ticket
   */
  static LockedBinding of(String id, Tickets tickets, Bindings bindings) {
    Binding found =
        bindings
            .find(id)
            .orElseThrow(
                () ->
                    new GateException.NotFound(
                        ErrorCode.BINDING_NOT_LIVE, "There is no binding " + id + "."));
    Exercise.requireTicket(found);
    KnownTicket known = lock(found.ticket(), tickets);
    bindings.lockSubject(found.subject());
    Optional<Binding> live =
        bindings.liveOf(found.subject()).stream().filter(each -> each.id().equals(id)).findFirst();
    return new LockedBinding(found, live, known);
  }

  static KnownTicket lock(TicketRef ref, Tickets tickets) {
    return tickets
        .lock(ref)
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + ref + "."));
  }

  /** As it is now, or else as it was last seen. */
  Binding latest() {
    return live.orElse(found);
  }
}
