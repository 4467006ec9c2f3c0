package io.ticketgate.spi;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of changed tickets.
 *
 * @param tickets the changed tickets; a ticket may occur more than once
 * @param next what the connector needs to find the next page, in its own format; null after the
 *     last one
 */
public record Changes(List<Changed> tickets, @Nullable String next) {

  /**
   * A changed ticket.
   *
   * @param at when it changed, by the clock of the ITSM
   */
  public record Changed(String key, Instant at) {}

  /** Copies the list. */
  public Changes {
    tickets = List.copyOf(tickets);
  }
}
