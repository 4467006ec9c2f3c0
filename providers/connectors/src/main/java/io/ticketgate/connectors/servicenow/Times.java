package io.ticketgate.connectors.servicenow;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import org.jspecify.annotations.Nullable;

/** Points in time as ServiceNow writes raw values: UTC, to the second. */
final class Times {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

  private Times() {}

  /** The instant; null when the text is of another form. */
  static @Nullable Instant parse(String text) {
    try {
      return LocalDateTime.parse(text, FORM).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException otherForm) {
      return null;
    }
  }

  static String write(Instant instant) {
    return FORM.format(instant.atOffset(ZoneOffset.UTC));
  }
}
