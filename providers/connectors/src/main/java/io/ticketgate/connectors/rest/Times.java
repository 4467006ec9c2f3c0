package io.ticketgate.connectors.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The format in which the ITSM writes times. */
final class Times {

  static final String ISO = "iso";
  static final String EPOCH_SECONDS = "epoch-seconds";
  static final String EPOCH_MILLIS = "epoch-millis";

  // Whole minutes: a pattern may leave out seconds, but nothing before them.
  private static final Instant SAMPLE = Instant.parse("2026-11-22T22:59:00Z");

  private final String format;
  private final @Nullable DateTimeFormatter pattern;

  private Times(String format, @Nullable DateTimeFormatter pattern) {
    this.format = format;
    this.pattern = pattern;
  }

  /**
   * The format of the setting {@code timeFormat}.
   *
   * @param zone the zone of times that name none
   * @throws IllegalArgumentException with a sentence that names the setting
   */
  static Times of(String format, ZoneId zone) {
    if (format.equals(EPOCH_SECONDS) || format.equals(EPOCH_MILLIS)) {
      return new Times(format, null);
    }
    if (format.equals(ISO)) {
      return new Times(format, DateTimeFormatter.ISO_DATE_TIME.withZone(zone));
    }
    try {
      DateTimeFormatter pattern = DateTimeFormatter.ofPattern(format, Locale.ROOT).withZone(zone);
      if (!pattern.parse(pattern.format(SAMPLE), Instant::from).equals(SAMPLE)) {
        throw new DateTimeException("It leaves out the minutes, or more.");
      }
      return new Times(format, pattern);
    } catch (IllegalArgumentException | DateTimeException unusable) {
      throw new IllegalArgumentException(
          "timeFormat must be iso, epoch-seconds, epoch-millis or a pattern with date and time,"
              + " such as yyyy-MM-dd HH:mm:ss.",
          unusable);
    }
  }

  /** The time in a text; empty when the text has another format. */
  Optional<Instant> parse(String text) {
    try {
      if (pattern == null) {
        long number = Long.parseLong(text);
        return Optional.of(
            format.equals(EPOCH_SECONDS)
                ? Instant.ofEpochSecond(number)
                : Instant.ofEpochMilli(number));
      }
      return Optional.of(pattern.parse(text, Times::instant));
    } catch (DateTimeException | ArithmeticException | NumberFormatException other) {
      return Optional.empty();
    }
  }

  private static Instant instant(TemporalAccessor time) {
    return Instant.from(time);
  }

  /** The time as the ITSM would write it, rounded down to whole seconds. */
  String format(Instant time) {
    Instant seconds = time.truncatedTo(ChronoUnit.SECONDS);
    if (pattern == null) {
      return Long.toString(
          format.equals(EPOCH_SECONDS) ? seconds.getEpochSecond() : seconds.toEpochMilli());
    }
    return format.equals(ISO) ? seconds.toString() : pattern.format(seconds);
  }
}
