package io.ticketgate.connectors.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads how long an answer asks callers to wait (RFC 9110, 10.2.3). */
final class RetryAfter {

  private static final int MOST_DIGITS = 9;

  private RetryAfter() {}

  static @Nullable Duration of(Answer answer, Clock clock) {
    String text = answer.header("retry-after");
    if (text == null) {
      return answer.status() == 429 ? RateLimitReset.of(answer, clock) : null;
    }
    String value = text.strip();
    if (value.matches("\\d{1," + MOST_DIGITS + "}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    Instant until = HttpDates.parse(value);
    if (until == null) {
      return null;
    }
    // Compared with the ITSM's own clock, which may differ from ours.
    Instant now = HttpDates.parse(answer.header("date"));
    Duration wait = Duration.between(now == null ? clock.instant() : now, until);
    return wait.isNegative() ? Duration.ZERO : wait;
  }
}
