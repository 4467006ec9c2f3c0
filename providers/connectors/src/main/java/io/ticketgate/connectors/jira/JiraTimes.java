package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Optional;

/** Times as Jira writes them. */
final class JiraTimes {

  // Jira writes +0000, which java.time's ISO formats do not read.
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .optionalStart()
          .appendOffset("+HHMM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .toFormatter();

  private JiraTimes() {}

  /** A time with its offset; empty when the text is no such time. */
  static Optional<Instant> time(String text) {
    try {
      return Optional.of(TIME.parse(text.strip(), Instant::from));
    } catch (DateTimeException notTime) {
      return Optional.empty();
    }
  }

  /** The first moment of a date; empty when the text is no date. */
  static Optional<Instant> startOfDay(String text, ZoneId zone) {
    return date(text).map(date -> date.atStartOfDay(zone).toInstant());
  }

  /** The last second of a date; empty when the text is no date. */
  static Optional<Instant> endOfDay(String text, ZoneId zone) {
    return date(text).map(date -> date.plusDays(1).atStartOfDay(zone).minusSeconds(1).toInstant());
  }

  /** A date of Service Management: an object with several spellings of it. */
  static Optional<Instant> ofServiceDesk(JsonNode date) {
    if (date.path("epochMillis").isIntegralNumber()) {
      return Optional.of(Instant.ofEpochMilli(date.path("epochMillis").longValue()));
    }
    return time(date.path("jira").asText("")).or(() -> time(date.path("iso8601").asText("")));
  }

  private static Optional<LocalDate> date(String text) {
    try {
      return Optional.of(LocalDate.parse(text.strip()));
    } catch (DateTimeException notDate) {
      return Optional.empty();
    }
  }
}
