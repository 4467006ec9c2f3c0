package io.ticketgate.spi;

import java.util.Locale;

/**
 * One thing that {@link ItsmConnector#test} looked at.
 *
 * @param id what was looked at, in one lower-case word or several joined by {@code _}: {@code
 *     connection}, {@code account}, {@code tickets}, {@code approvals}, {@code fields}, {@code
 *     states}, {@code notes}, {@code changes}, {@code clock}, or a word of the connector's own
 * @param message a sentence: what was found and, unless it is well, what to do about it
 */
public record Finding(String id, Outcome outcome, String message) {

  /** How it stands. */
  public enum Outcome {
    OK,
    /** The gate works, but not as well as it could. */
    WARNING,
    /** Tickets of this system cannot be used. */
    PROBLEM;

    /** The word used in JSON, for example {@code problem}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
