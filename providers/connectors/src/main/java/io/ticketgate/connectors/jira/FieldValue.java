package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The value of one field, in any of Jira's forms. An unknown form is an error: left out, the field
 * would look empty.
 */
final class FieldValue {

  private final String id;
  private final JsonNode value;

  FieldValue(String id, JsonNode value) {
    this.id = id;
    this.value = value;
  }

  /** The texts: of a list, one for each element. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    collect(value, texts);
    return texts;
  }

  /** The text; those of a list are joined by commas. Null when it is empty. */
  @Nullable String text() {
    String text = texts().stream().collect(Collectors.joining(", "));
    return text.isEmpty() ? null : text;
  }

  /** The name of an Assets object, or a text. Null when it is empty. */
  @Nullable String object() {
    // Data Center answers "name (KEY-1)" for an object.
    String text =
        texts().stream()
            .map(one -> value.isArray() ? one.replaceFirst(" \\([A-Z][A-Z0-9]*-\\d+\\)$", "") : one)
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? null : text;
  }

  /** The person it names; null for nobody, several people, or a person with a hidden name. */
  @Nullable String person(People people) {
    JsonNode one = value.isArray() && value.size() == 1 ? value.get(0) : value;
    if (People.isUser(one)) {
      return people.name(one);
    }
    if (one.isArray() || isGroup(one)) {
      return null;
    }
    return new FieldValue(id, one).text();
  }

  /**
   * A moment; null when it is empty.
   *
   * @param end whether it ends a window: a date without a time then means its last second
   */
  @Nullable Instant moment(ZoneId zone, boolean end) {
    String text = text();
    if (text == null) {
      return null;
    }
    return JiraTimes.time(text)
        .or(() -> end ? JiraTimes.endOfDay(text, zone) : JiraTimes.startOfDay(text, zone))
        .orElseThrow(() -> unknown("a date or a time"));
  }

  private void collect(JsonNode node, List<String> texts) {
    if (node.isNull()) {
      return;
    }
    if (node.isArray()) {
      node.forEach(element -> collect(element, texts));
      return;
    }
    String text = scalar(node).strip();
    if (!text.isEmpty()) {
      texts.add(text);
    }
  }

  private String scalar(JsonNode node) {
    if (node.isTextual() || node.isNumber()) {
      return node.asText();
    }
    if (AdfText.isDocument(node)) {
      return AdfText.of(node);
    }
    // The first half of a cascading list alone could name more than was chosen.
    if (!node.has("child") && !People.isUser(node)) {
      for (String part : List.of("value", "label", "objectKey", "objectId", "name")) {
        if (node.path(part).isTextual()) {
          return node.path(part).asText();
        }
      }
    }
    throw unknown("a text, a list or an object of Assets");
  }

  private static boolean isGroup(JsonNode node) {
    return node.isObject() && node.has("name") && !node.has("value");
  }

  private ItsmException.Malformed unknown(String expected) {
    return new ItsmException.Malformed(
        "The field "
            + id
            + " does not hold "
            + expected
            + ". Name a field of such a type in the settings.",
        null);
  }
}
