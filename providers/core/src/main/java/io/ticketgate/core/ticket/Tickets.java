package io.ticketgate.core.ticket;

import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Optional;

/** The tickets that the gate knows. */
public interface Tickets {

  /** The ticket as last stored, without a lock. */
  Optional<KnownTicket> find(TicketRef ref);

  /**
   * The ticket as last committed, locked until the transaction ends: a grant and a closure of one
   * ticket follow each other.
   */
  Optional<KnownTicket> lock(TicketRef ref);

  /** As {@link #lock}, making the row first where there is none. */
  Optional<KnownTicket> lockOrCreate(TicketRef ref);

  /** Stores what was read, and that the ticket is there; the ticket must be locked. */
  void save(KnownTicket ticket, Instant readAt);

  /** When the stored ticket was read or put; empty when there is none. */
  Optional<Instant> readAt(TicketRef ref);

  /** The time since which the ITSM has reported no such ticket; empty when the ticket exists. */
  Optional<Instant> missingSince(TicketRef ref);

  /** Notes since when it has; the ticket must be locked. */
  void missing(TicketRef ref, Instant since);
}
