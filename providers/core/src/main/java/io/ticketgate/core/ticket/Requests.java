package io.ticketgate.core.ticket;

import io.ticketgate.spi.TicketRef;
import java.util.Optional;

/** What people asked for in self-service. */
@FunctionalInterface
public interface Requests {

  /** Nobody asked for anything. */
  Requests NONE = ticket -> Optional.empty();

  /** What the ticket was made for; empty for a ticket that self-service did not make. */
  Optional<Asked> behind(TicketRef ticket);
}
