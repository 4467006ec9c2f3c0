package io.ticketgate.keycloak.rest.webhook;

import java.time.Duration;

/** Lets through a burst, and after it so many a second. Thread-safe. */
final class TokenBucket {

  private static final double NANOS = 1e9;

  private final double burst;
  private final double perSecond;
  private double tokens;
  private long filledAt;

  /**
   * @param now a time in nanoseconds, as all others given to this bucket
   */
  TokenBucket(double perSecond, double burst, long now) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.filledAt = now;
  }

  /** How long to wait for the next token; zero when one was there, and was taken. */
  synchronized Duration take(long now) {
    tokens = Math.min(burst, tokens + Math.max(0, now - filledAt) / NANOS * perSecond);
    filledAt = now;
    if (tokens >= 1) {
      tokens--;
      return Duration.ZERO;
    }
    return Duration.ofNanos((long) Math.ceil((1 - tokens) / perSecond * NANOS));
  }
}
