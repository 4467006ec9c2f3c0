package io.ticketgate.spi;

import java.util.Locale;

/**
 * One result of {@link ItsmConnector#test}.
 *
 * @param id what was tested, in lower-case words joined by {@code _}: {@code connection}, {@code
 *     account}, {@code clock}, {@code tickets}, {@code fields}, {@code states}, {@code approvals},
 *     {@code changes}, {@code requests}, {@code notes}, or a word of the connector's own
 * @param message a sentence that says what was found and, unless the outcome is {@link Outcome#OK},
 *     one that says what to do
 */
public record Finding(String id, Outcome outcome, String message) {

  /** The result of a test. */
  public enum Outcome {
    OK,
    /** Tickets of this system can be used, but something works less well than it could. */
    WARNING,
    /** Tickets of this system cannot be used, or not safely. */
    PROBLEM;

    /** The word for it in JSON, for example {@code problem}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
