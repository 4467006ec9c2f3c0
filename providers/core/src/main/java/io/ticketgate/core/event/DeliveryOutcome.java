package io.ticketgate.core.event;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What becomes of a delivery after it was tried. */
public sealed interface DeliveryOutcome {

  /** The subscriber has it. */
  record Delivered() implements DeliveryOutcome {}

  /** It is tried again. */
  record Again(Instant at) implements DeliveryOutcome {}

  /** It is kept as a dead letter, and tried again only when an administrator says so. */
  record Dead() implements DeliveryOutcome {}

  /**
   * Decides after a failure.
   *
   * @param queuedAt when it was queued, or queued again by an administrator
   * @param patience how long it is tried
   * @param pause until the next try
   * @param asked how long the subscriber asks to wait; null when it does not say
   */
  static DeliveryOutcome afterFailure(
      Instant queuedAt, Duration patience, Duration pause, @Nullable Duration asked, Instant now) {
    Instant end = queuedAt.plus(patience);
    if (!now.isBefore(end)) {
      return new Dead();
    }
    Instant next = now.plus(asked == null || asked.compareTo(pause) < 0 ? pause : asked);
    // The last try is at the end of the patience, however long the pause has become.
    return new Again(next.isAfter(end) ? end : next);
  }
}
