package io.ticketgate.connectors.push;

import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import org.jspecify.annotations.Nullable;

/** A connector that asks no system: the stored record is the source. */
final class PushConnector implements ItsmConnector {

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
