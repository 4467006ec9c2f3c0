package io.ticketgate.connectors.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads values from answers. A missing value is an error: a wrong mapping would otherwise drop a
 * field unnoticed. Null is an empty value.
 */
final class Values {

  private final Times times;

  Values(Times times) {
    this.times = times;
  }

  /** The text at a place; empty when it is null or blank. */
  Optional<String> text(Place place, JsonNode node) {
    List<JsonNode> found = select(place, node);
    if (found.isEmpty()) {
      throw wrong(place, "is missing in the answer");
    }
    if (found.size() > 1) {
      throw wrong(place, "has several values where one is expected");
    }
    return scalar(place, found.get(0));
  }

  /** The texts at a place that may have several, or a list; without empty ones. */
  List<String> texts(Place place, JsonNode node) {
    List<JsonNode> found = select(place, node);
    if (found.isEmpty() && place.path().isSingular()) {
      throw wrong(place, "is missing in the answer");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : found) {
      for (JsonNode one : each.isArray() ? each : List.of(each)) {
        scalar(place, one).ifPresent(texts::add);
      }
    }
    return texts;
  }

  /** The text at a place; empty also when it is missing. */
  Optional<String> textIfThere(Place place, JsonNode node) {
    return select(place, node).isEmpty() ? Optional.empty() : text(place, node);
  }

  /** The time at a place; empty when it is null or blank. */
  Optional<Instant> time(Place place, JsonNode node) {
    return text(place, node).map(text -> time(place, text));
  }

  /** The time in a text from a place. */
  Instant time(Place place, String text) {
    return times
        .parse(text)
        .orElseThrow(() -> wrong(place, "is not a time in the configured timeFormat"));
  }

  /** The records of a list: an array, one object, or what a path to several selects. */
  List<JsonNode> records(Place place, JsonNode node) {
    List<JsonNode> found = select(place, node);
    if (!place.path().isSingular()) {
      return found;
    }
    if (found.isEmpty()) {
      throw wrong(place, "is missing in the answer");
    }
    JsonNode list = found.get(0);
    if (list.isObject()) {
      return List.of(list);
    }
    if (!list.isArray()) {
      throw wrong(place, "is not a list");
    }
    List<JsonNode> records = new ArrayList<>();
    list.forEach(records::add);
    return records;
  }

  static ItsmException.Malformed wrong(Place place, String how) {
    return new ItsmException.Malformed(
        "The value of "
            + place.label()
            + " "
            + how
            + ". Compare the path with the answer, and check that the account may read the value.",
        null);
  }

  private static Optional<String> scalar(Place place, JsonNode value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    if (!value.isValueNode()) {
      throw wrong(place, "is an object or a list, not a single value");
    }
    return Optional.of(value.asText().strip()).filter(text -> !text.isEmpty());
  }

  private static List<JsonNode> select(Place place, JsonNode node) {
    try {
      return place.path().select(node);
    } catch (IllegalStateException tooMuch) {
      throw new ItsmException.Malformed(
          "The path of " + place.label() + " cannot be evaluated. " + tooMuch.getMessage(),
          tooMuch);
    }
  }
}
