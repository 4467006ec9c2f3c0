package io.ticketgate.connectors.push;

import io.ticketgate.spi.CreatedTicket;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.NewTicket;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A connector that asks no system: the stored record is the source. */
final class PushConnector implements ItsmConnector {

  /** Of a key's part that is its own: people type it. */
  private static final int LENGTH = 12;

  private final boolean takesRequests;

  PushConnector(boolean takesRequests) {
    this.takesRequests = takesRequests;
  }

  /** Only names the ticket: the gate keeps its record, as if the ITSM had sent it. */
  @Override
  public CreatedTicket createTicket(NewTicket ticket) {
    if (!takesRequests) {
      throw new UnsupportedOperationException("This system takes no requests.");
    }
    String id = ticket.id().replace("-", "").toUpperCase(Locale.ROOT);
    return new CreatedTicket("REQ-" + id.substring(0, Math.min(id.length(), LENGTH)), null);
  }

  @Override
  public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
    if (known == null) {
      throw new ItsmException.NotFound(
          "No record of ticket " + ref + " was stored. Put it with PUT tickets/{system}/{key}.",
          null);
    }
    return known;
  }
}
