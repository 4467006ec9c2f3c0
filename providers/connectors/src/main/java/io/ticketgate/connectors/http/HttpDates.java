package io.ticketgate.connectors.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The dates of HTTP headers. */
final class HttpDates {

  private HttpDates() {}

  static @Nullable Instant parse(@Nullable String date) {
    if (date == null) {
      return null;
    }
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.strip(), Instant::from);
    } catch (DateTimeException notDate) {
      return null;
    }
  }
}
