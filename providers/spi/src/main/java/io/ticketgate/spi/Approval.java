package io.ticketgate.spi;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One recorded decision by one approver on a ticket.
 *
 * @param approver the person who made the decision, as the ITSM names people; this may be another
 *     one than the person whom the ITSM had assigned
 * @param at when the decision was made; null when it is not made yet or the ITSM does not say
 */
public record Approval(String approver, Decision decision, @Nullable Instant at) {

  /** The outcome of one approval. A word that a connector does not know is {@link #PENDING}. */
  public enum Decision {
    APPROVED,
    REJECTED,
    /** Not answered, or answered with a word that the connector does not know. */
    PENDING,
    /** No longer needed, for example because another member of the group answered. */
    NOT_REQUIRED;

    /** The word for it in JSON, for example {@code not_required}. */
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
      throw new IllegalArgumentException("An approval needs the name of its approver.");
    }
  }

  /**
   * This record, or one that is not required when it is an approval by this person. For a person
   * whose approval proves nothing, such as one who opened the ticket in another person's name.
   *
   * @param person as the ITSM names people
   */
  public Approval unlessBy(String person) {
    return decision == Decision.APPROVED && approver.equalsIgnoreCase(person)
        ? new Approval(approver, Decision.NOT_REQUIRED, at)
        : this;
  }
}
