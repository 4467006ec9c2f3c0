package io.ticketgate.core.gate;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one judging goes by, from its first look-up to its last.
 *
 * @param closures what roles bring along, and which rules protect it
 * @param by the person who acts; null for the server itself
 * @param named the ticket that the request names; null for none
 * @param locked the tickets that may cover something, all of them locked
 */
record Judging(
    Closures closures,
    @Nullable Person by,
    Instant now,
    @Nullable TicketRef named,
    Map<TicketRef, KnownTicket> locked) {

  Judging {
    locked = Map.copyOf(locked);
  }

  /** One in which no ticket is looked for: it is given already, or none can help. */
  static Judging without(Closures closures, @Nullable Person by, Instant now) {
    return new Judging(closures, by, now, null, Map.of());
  }
}
