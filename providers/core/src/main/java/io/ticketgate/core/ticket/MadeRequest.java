package io.ticketgate.core.ticket;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has asked for in self-service, once there is a ticket for it: for subscribers, and
 * for the ledger.
 *
 * @param id the request's id, which the ticket carries too
 * @param by the person who asked
 * @param subject for whom they asked
 * @param rules names of the rules that the ticket has to fulfil
 * @param from begin of the window; null for none
 * @param until its end; null for none
 * @param at when the ticket was made
 */
public record MadeRequest(
    String id,
    TicketRef ticket,
    Person by,
    Subject subject,
    Entitlement entitlement,
    List<String> rules,
    String justification,
    @Nullable Instant from,
    @Nullable Instant until,
    Instant at) {

  public MadeRequest {
    rules = List.copyOf(rules);
  }
}
