package io.ticketgate.connectors.push;

import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import org.jspecify.annotations.Nullable;

/** There is no system to ask: the record that was put is the source. */
final class PushConnector implements ItsmConnector {

  @Override
  public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
    if (known == null) {
      throw new ItsmException.NotFound("No record of ticket " + ref + " was put.", null);
    }
    return known;
  }
}
