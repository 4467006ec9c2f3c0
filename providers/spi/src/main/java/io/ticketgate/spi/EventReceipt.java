package io.ticketgate.spi;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a subscriber made of an event. */
public sealed interface EventReceipt {

  /**
   * It has it.
   *
   * @param answers what became of it at each of those that the subscriber passes it on to; empty
   *     for one that passes nothing on
   */
  record Taken(List<Answer> answers) implements EventReceipt {

    public Taken {
      answers = List.copyOf(answers);
    }

    /** It passes nothing on. */
    public Taken() {
      this(List.of());
    }
  }

  /**
   * What became of an event at somebody that a subscriber passes it on to.
   *
   * @param receiver its name
   * @param word one of a closed set of words
   * @param good whether that is as it should be; otherwise an administrator is told once
   */
  record Answer(String receiver, String word, boolean good) {}

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
