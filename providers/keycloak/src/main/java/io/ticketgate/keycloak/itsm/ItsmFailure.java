package io.ticketgate.keycloak.itsm;

import io.ticketgate.keycloak.realm.SystemHealth;
import io.ticketgate.spi.ItsmException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why an ITSM did not take a note, and when to try again.
 *
 * @param word one word for the table and the log
 * @param passing whether it may pass by itself; otherwise an administrator must act, and it is
 *     tried far less often
 * @param retryAfter how long the ITSM asks to wait; null when it does not say
 * @param sentence for the log
 */
record ItsmFailure(String word, boolean passing, @Nullable Duration retryAfter, String sentence) {

  private static final Duration FIRST_PASSING = Duration.ofSeconds(2);
  private static final Duration LONGEST_PASSING = Duration.ofMinutes(15);
  private static final Duration FIRST_LASTING = Duration.ofMinutes(15);
  private static final Duration LONGEST_LASTING = Duration.ofHours(6);
  private static final int MOST_DOUBLINGS = 20;

  static ItsmFailure of(RuntimeException failure) {
    if (!(failure instanceof ItsmException known)) {
      // What a third party's exception says may hold anything, a credential too.
      return new ItsmFailure(
          "connector_failed", false, null, "The connector failed: " + failure.getClass().getName());
    }
    return new ItsmFailure(
        SystemHealth.problem(known),
        known.retryable(),
        known.retryAfter(),
        String.valueOf(known.getMessage()));
  }

  /**
   * How long to wait.
   *
   * @param tries how often it has failed before
   */
  Duration delay(int tries) {
    Duration first = passing ? FIRST_PASSING : FIRST_LASTING;
    Duration longest = passing ? LONGEST_PASSING : LONGEST_LASTING;
    int doublings = Math.min(MOST_DOUBLINGS, passing ? tries : 2 * tries);
    Duration delay = first.multipliedBy(1L << doublings);
    Duration bounded = delay.compareTo(longest) > 0 ? longest : delay;
    return retryAfter != null && retryAfter.compareTo(bounded) > 0 ? retryAfter : bounded;
  }
}
