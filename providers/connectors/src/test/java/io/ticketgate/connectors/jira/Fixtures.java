package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Answers of Jira, as the files under {@code jira/} have them; each call reads a copy. */
final class Fixtures {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Fixtures() {}

  static JsonNode read(String name) {
    String path = "/jira/" + name + ".json";
    try (InputStream file = Fixtures.class.getResourceAsStream(path)) {
      return MAPPER.readTree(Objects.requireNonNull(file, path));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static ObjectNode object(String name) {
    return (ObjectNode) read(name);
  }

  /** JSON with single quotes. */
  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }

  /** Sets what a JSON pointer leads to. */
  static void set(JsonNode tree, String pointer, JsonNode value) {
    int slash = pointer.lastIndexOf('/');
    ((ObjectNode) tree.at(pointer.substring(0, slash))).set(pointer.substring(slash + 1), value);
  }

  static void set(JsonNode tree, String pointer, String value) {
    set(tree, pointer, MAPPER.getNodeFactory().textNode(value));
  }

  static void remove(JsonNode tree, String pointer) {
    int slash = pointer.lastIndexOf('/');
    ((ObjectNode) tree.at(pointer.substring(0, slash))).remove(pointer.substring(slash + 1));
  }
}
