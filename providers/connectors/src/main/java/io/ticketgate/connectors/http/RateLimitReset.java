package io.ticketgate.connectors.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;

/**
 * When an answer says that its rate limit begins anew, in {@code X-RateLimit-Reset}: an ISO time to
 * the minute in Jira, seconds since 1970 in ServiceNow.
 */
final class RateLimitReset {

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm[:ss][XXX][XX]")
          .parseDefaulting(ChronoField.OFFSET_SECONDS, ZoneOffset.UTC.getTotalSeconds())
          .toFormatter();

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
