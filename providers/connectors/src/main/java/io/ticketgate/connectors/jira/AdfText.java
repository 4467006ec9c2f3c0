package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Texts in the Atlassian Document Format, in which the Cloud's API 3 has texts of many lines. */
final class AdfText {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> INLINE =
      Set.of("text", "mention", "emoji", "inlineCard", "date", "status", "hardBreak");
  private static final int DEEPEST = 50;

  private AdfText() {}

  static boolean isDocument(JsonNode value) {
    return value.isObject()
        && value.path("type").asText("").equals("doc")
        && value.path("content").isArray();
  }

  /** The text of a document, each block on a line of its own. */
  static String of(JsonNode document) {
    StringBuilder text = new StringBuilder();
    append(document, text, 0);
    return text.toString().replaceAll("\\n{2,}", "\n").strip();
  }

  /** A document of plain paragraphs. */
  static JsonNode document(String text) {
    ObjectNode document = MAPPER.createObjectNode().put("type", "doc").put("version", 1);
    ArrayNode blocks = document.putArray("content");
    for (String line : text.lines().toList()) {
      ArrayNode words = blocks.addObject().put("type", "paragraph").putArray("content");
      if (!line.isEmpty()) { // a text node without text is no valid document
        words.addObject().put("type", "text").put("text", line);
      }
    }
    return document;
  }

  // An approver reads struck-through text as withdrawn.
  private static boolean isStruck(JsonNode node) {
    for (JsonNode mark : node.path("marks")) {
      if (mark.path("type").asText("").equals("strike")) {
        return true;
      }
    }
    return false;
  }

  private static void append(JsonNode node, StringBuilder text, int depth) {
    if (depth > DEEPEST) {
      return;
    }
    String type = node.path("type").asText("");
    switch (type) {
      case "text" -> text.append(isStruck(node) ? "" : node.path("text").asText(""));
      case "hardBreak" -> text.append('\n');
      case "mention", "emoji", "status" -> text.append(node.path("attrs").path("text").asText(""));
      default -> {
        node.path("content").forEach(child -> append(child, text, depth + 1));
        if (!INLINE.contains(type)) {
          text.append('\n');
        }
      }
    }
  }
}
