package io.ticketgate.spi;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of tickets that have changed.
 *
 * @param tickets the changed tickets; one may be named more than once
 * @param next how to ask for the next page, in the connector's own words; null after the last one
 */
public record Changes(List<Changed> tickets, @Nullable String next) {

  /**
   * A ticket that has changed.
   *
   * @param key its key
   * @param at when it changed, by the clock of the ITSM
   */
  public record Changed(String key, Instant at) {}

  /** Copies the list. */
  public Changes {
    tickets = List.copyOf(tickets);
  }
}
