package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads RT's answers. A part that is missing is an error and never empty. */
final class Json {

  private Json() {}

  /** A text or number as text; may be empty. */
  static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isTextual() && !value.isNumber()) {
      throw missing(field);
    }
    return value.asText();
  }

  static long number(JsonNode object, String field) {
    try {
      return Long.parseLong(text(object, field));
    } catch (NumberFormatException notNumber) {
      throw missing(field);
    }
  }

  /** The name of a person: RT sends {@code Creator}, {@code Owner} and the like as objects. */
  static String person(JsonNode object, String field) {
    return text(object.path(field), "id");
  }

  static JsonNode list(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isArray()) {
      throw missing(field);
    }
    return value;
  }

  static Instant instant(JsonNode object, String field) {
    try {
      return Instant.parse(text(object, field));
    } catch (DateTimeParseException notInstant) {
      throw missing(field);
    }
  }

  /** A date that people may set; null when nobody has, for which RT sends 1970. */
  static @Nullable Instant setDate(JsonNode object, String field) {
    Instant date = instant(object, field);
    return date.equals(Instant.EPOCH) ? null : date;
  }

  private static ItsmException missing(String field) {
    return new ItsmException.Malformed(
        "An answer of Request Tracker has no usable '"
            + field
            + "'. Use Request Tracker 5.0 or newer, and check whether a proxy changes its answers.",
        null);
  }
}
