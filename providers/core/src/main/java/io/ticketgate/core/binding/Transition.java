package io.ticketgate.core.binding;

import io.ticketgate.core.access.Person;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step in the life of a binding. A review changes no state: it leads from a state to itself.
 *
 * @param from null when the binding was made
 * @param cause why; null for making and activating
 * @param actor the person who caused it; null for the gate itself
 * @param detail the reason that the actor gave, or what the gate adds; null for nothing
 */
public record Transition(
    String bindingId,
    @Nullable BindingStatus from,
    BindingStatus to,
    @Nullable EndCause cause,
    Instant at,
    @Nullable Person actor,
    @Nullable Detail detail) {

  /** Returns whether it tells of a review, whatever the state. */
  public boolean ofReview() {
    return from == to
        && (detail instanceof Detail.EmergencyReviewed || detail instanceof Detail.ReviewOverdue);
  }

  /** Returns whether the binding stays what it is, with another owner. */
  public boolean handsOver() {
    return detail instanceof Detail.HandedOver;
  }

  /** Returns whether the binding stays what it is, with another end. */
  public boolean movesTheEnd() {
    return detail instanceof Detail.Extended;
  }
}
