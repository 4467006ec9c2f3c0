package io.ticketgate.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a subscriber made of an event. */
public sealed interface EventReceipt {

  /** It has it. */
  record Taken() implements EventReceipt {}

  /**
   * It does not have it.
   *
   * @param word why, in one word of at most 30 characters, for example {@code unavailable}
   * @param sentence the same for an administrator; without credentials, and without what the
   *     subscriber said
   * @param ofThisEventAlone whether another event may be taken now
   * @param retryAfter how long the subscriber asks to wait; null when it does not say
   */
  record Refused(
      String word, String sentence, boolean ofThisEventAlone, @Nullable Duration retryAfter)
      implements EventReceipt {}
}
