package io.ticketgate.connectors.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code X-RateLimit-Reset}, the time when a rate limit starts again: an ISO time in Jira,
 * seconds since 1970 in ServiceNow.
 */
final class RateLimitReset {

  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ISO_DATE_TIME.withZone(ZoneOffset.UTC);

  private RateLimitReset() {}

  static @Nullable Duration of(Answer answer, Clock clock) {
    Instant reset = parse(answer.header("x-ratelimit-reset"));
    if (reset == null) {
      return null;
    }
    Instant now = HttpDates.parse(answer.header("date"));
    Duration wait = Duration.between(now == null ? clock.instant() : now, reset);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private static @Nullable Instant parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String value = text.strip();
    if (value.matches("\\d{9,11}")) {
      return Instant.ofEpochSecond(Long.parseLong(value));
    }
    try {
      return ISO.parse(value, Instant::from);
    } catch (DateTimeException notTime) {
      return null;
    }
  }
}
