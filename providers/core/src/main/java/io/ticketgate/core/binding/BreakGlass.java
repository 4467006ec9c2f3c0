package io.ticketgate.core.binding;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An emergency grant, beside its binding: who made it, and its review.
 *
 * @param bindingId the binding, whose ticket is {@link TicketRef#BREAK_GLASS} with this id as key
 * @param subject who has got the entitlement
 * @param usedBy the person who made it
 * @param review null until somebody has reviewed it
 */
public record BreakGlass(
    String bindingId,
    Subject subject,
    Person usedBy,
    Instant usedAt,
    Instant reviewDueAt,
    @Nullable Review review) {

  /** What the binding says in the place of a ticket: nobody can configure a system of that name. */
  public static TicketRef ticket(String bindingId) {
    return new TicketRef(TicketRef.BREAK_GLASS, bindingId);
  }

  /** Returns whether nobody has reviewed it by its deadline. */
  public boolean overdue(Instant now) {
    return review == null && !now.isBefore(reviewDueAt);
  }

  /** What a review says. */
  public enum Outcome {
    CONFIRMED,
    REJECTED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The outcome in JSON. */
    public String word() {
      return word;
    }

    /** The outcome of that word; empty for none. */
    public static Optional<Outcome> ofWord(String word) {
      return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
  }

  /**
   * A review.
   *
   * @param ticket what covers the emergency grant afterwards; null for a rejection without one
   * @param late whether it came after the deadline, when the grant had ended anyway
   */
  public record Review(
      Outcome outcome,
      Person by,
      Instant at,
      @Nullable TicketRef ticket,
      @Nullable String comment,
      boolean late) {}
}
