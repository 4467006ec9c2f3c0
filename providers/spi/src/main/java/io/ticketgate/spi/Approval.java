package io.ticketgate.spi;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One recorded decision by one approver on a ticket.
 *
 * @param approver whoever made the decision, as the ITSM names people; not whom it had been
 *     assigned to
 * @param at when the decision was made; null when the ITSM does not say or it is not made yet
 */
public record Approval(String approver, Decision decision, @Nullable Instant at) {

  /** The outcome of one approval. Anything a connector does not know is {@link #PENDING}. */
  public enum Decision {
    APPROVED,
    REJECTED,
    /** Asked for and not answered, or answered in a word the connector does not know. */
    PENDING,
    /** Withdrawn by the ITSM, for example because another member of the group answered. */
    NOT_REQUIRED;

    /** The word used in JSON, for example {@code not_required}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The decision for a word; an unknown word is {@link #PENDING}, which approves nothing. */
    public static Decision ofWord(String word) {
      for (Decision decision : values()) {
        if (decision.word().equals(word)) {
          return decision;
        }
      }
      return PENDING;
    }
  }

  /**
   * @throws IllegalArgumentException when the approver is blank
   */
  public Approval {
    if (approver.isBlank()) {
      throw new IllegalArgumentException("An approval names its approver.");
    }
  }
}
