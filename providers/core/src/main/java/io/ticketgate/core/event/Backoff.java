package io.ticketgate.core.event;

import java.time.Duration;

/**
 * How long to wait after failures in a row: twice as long each time, up to a limit, and by chance
 * up to half of that less, so that many that failed together are not tried together again.
 *
 * @param first after the first failure
 * @param longest the limit
 */
public record Backoff(Duration first, Duration longest) {

  /**
   * @throws IllegalArgumentException unless {@code first} is positive and no longer than {@code
   *     longest}
   */
  public Backoff {
    if (first.isNegative() || first.isZero() || first.compareTo(longest) > 0) {
      throw new IllegalArgumentException("A pause is positive, and the first is the shortest.");
    }
  }

  /**
   * @param failures in a row, at least 1
   * @param chance from 0 to 1
   */
  public Duration after(int failures, double chance) {
    long limit = longest.toMillis();
    long whole = Math.min(first.toMillis(), limit);
    for (int i = 1; i < failures && whole < limit; i++) {
      whole = Math.min(2 * whole, limit);
    }
    return Duration.ofMillis(whole - (long) (whole / 2.0 * Math.min(Math.max(chance, 0), 1)));
  }
}
