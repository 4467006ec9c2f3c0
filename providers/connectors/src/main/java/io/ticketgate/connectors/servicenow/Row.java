package io.ticketgate.connectors.servicenow;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One record. A field is {@code {display_value, value}}, with a {@code link} for a reference, or a
 * plain text. The Table API silently leaves out fields that do not exist or that the account may
 * not read, so a field that was asked for and is missing is {@code Malformed}.
 */
final class Row {

  static final String SYS_ID = "sys_id";

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  private final String table;
  private final JsonNode json;

  Row(String table, JsonNode json) {
    this.table = table;
    this.json = json;
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  String table() {
    return table;
  }

  /** The record's own id. */
  String id() {
    String id = value(SYS_ID);
    if (!isId(id)) {
      throw new ItsmException.Malformed(
          "ServiceNow answered with a record of "
              + table
              + " without a valid sys_id. Check baseUrl.",
          null);
    }
    return id;
  }

  boolean has(String field) {
    return !json.path(field).isMissingNode();
  }

  /** The raw value; empty for an empty field, and for a field behind an empty reference. */
  String value(String field) {
    JsonNode node = json.path(field);
    if (node.isMissingNode()) {
      int dot = field.lastIndexOf('.');
      if (dot > 0 && has(field.substring(0, dot)) && value(field.substring(0, dot)).isEmpty()) {
        return "";
      }
      throw missing(field);
    }
    return text(field, node.isObject() ? node.path("value") : node);
  }

  /** The raw value of a field that is never empty. */
  String filled(String field) {
    String value = value(field);
    if (value.isBlank()) {
      throw new ItsmException.Malformed(
          "Field "
              + named(field)
              + " is empty, although ServiceNow always fills it. Give the connector's account read"
              + " access (ACL "
              + named(field)
              + ", operation read).",
          null);
    }
    return value;
  }

  /** The raw value; null for an empty field. */
  @Nullable String text(String field) {
    String value = value(field);
    return value.isBlank() ? null : value;
  }

  /** The display value; the raw value where ServiceNow has none. */
  String shown(String field) {
    String value = value(field);
    JsonNode shown = json.path(field).path("display_value");
    return shown.isValueNode() && !shown.isNull() && !shown.asText().isBlank()
        ? shown.asText()
        : value;
  }

  /** Whether the field refers to another record. */
  boolean refers(String field) {
    return json.path(field).has("link") || isId(value(field));
  }

  boolean flag(String field) {
    return switch (filled(field)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw malformed(field, "which is neither true nor false");
    };
  }

  /** A point in time; null for an empty field. */
  @Nullable Instant time(String field) {
    String value = value(field);
    return value.isBlank() ? null : parsed(field, value);
  }

  Instant filledTime(String field) {
    return parsed(field, filled(field));
  }

  private Instant parsed(String field, String value) {
    Instant time = Times.parse(value);
    if (time == null) {
      throw malformed(field, "which is no time of the form yyyy-MM-dd HH:mm:ss");
    }
    return time;
  }

  private String text(String field, JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    if (!value.isValueNode()) {
      throw malformed(field, "which has no raw value");
    }
    return value.asText().strip();
  }

  private ItsmException.Malformed malformed(String field, String how) {
    return new ItsmException.Malformed(
        "ServiceNow answered with field " + named(field) + ", " + how + ". Check its type.", null);
  }

  private ItsmException.Malformed missing(String field) {
    return new ItsmException.Malformed(
        "ServiceNow left out field "
            + named(field)
            + ". Give the connector's account read access (ACL "
            + named(field)
            + ", operation read; for a field behind a dot also to the table it leads to), or name"
            + " another column in fields.",
        null);
  }

  private String named(String field) {
    return table + "." + field;
  }
}
