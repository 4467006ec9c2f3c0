package io.ticketgate.connectors.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The body of a note. Values replace placeholders within the texts of the JSON tree, so no note can
 * change the JSON around it.
 */
final class NoteTemplate {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern WORD = Pattern.compile("\\{(note|noteHtml|key)}");

  private final JsonNode body;

  private NoteTemplate(JsonNode body) {
    this.body = body;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException with a sentence that names the setting
   */
  static NoteTemplate parse(String setting, String text) {
    try {
      JsonNode body = JSON.readTree(text);
      if (body.isObject() && (text.contains("{note}") || text.contains("{noteHtml}"))) {
        return new NoteTemplate(body);
      }
    } catch (JsonProcessingException notJson) {
      // Refused below, without the parser's message, which would quote the setting.
    }
    throw new IllegalArgumentException(
        setting + " must be a JSON object with note or noteHtml in braces in one of its texts.");
  }

  JsonNode filled(String note, String key) {
    return filled(body, note, key);
  }

  private static JsonNode filled(JsonNode node, String note, String key) {
    if (node.isTextual()) {
      return TextNode.valueOf(filled(node.asText(), note, key));
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(each -> array.add(filled(each, note, key)));
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(m -> object.set(m.getKey(), filled(m.getValue(), note, key)));
      return object;
    }
    return node;
  }

  // In one pass, so {key} within a note stays as it is.
  private static String filled(String template, String note, String key) {
    return WORD.matcher(template)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    switch (found.group(1)) {
                      case "note" -> note;
                      case "noteHtml" -> html(note);
                      default -> key;
                    }));
  }

  private static String html(String note) {
    return note.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("\n", "<br>");
  }
}
