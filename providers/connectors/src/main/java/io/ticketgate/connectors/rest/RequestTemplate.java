package io.ticketgate.connectors.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ticketgate.spi.NewTicket;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body that makes a ticket. Values replace placeholders within the texts of the JSON tree, so
 * nothing that a person writes can change the JSON around it, and in one pass, so that no
 * placeholder in a value is replaced.
 */
final class RequestTemplate {

  static final String ID = "id";
  private static final String ENTITLEMENT = "entitlement";
  private static final String REQUESTED_FOR = "requestedFor";
  private static final String START = "plannedStart";
  private static final String END = "plannedEnd";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern WORD =
      Pattern.compile(
          "\\{(id|entitlement|requestedFor|requester|justification|summary|plannedStart|plannedEnd)}");

  private final JsonNode body;
  private final Times times;

  private RequestTemplate(JsonNode body, Times times) {
    this.body = body;
    this.times = times;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException with a sentence that names the setting
   */
  static RequestTemplate parse(String setting, String text, Times times) {
    try {
      JsonNode body = JSON.readTree(text);
      if (body.isObject()
          && List.of(ID, ENTITLEMENT, REQUESTED_FOR).stream()
              .allMatch(word -> text.contains("{" + word + "}"))) {
        return new RequestTemplate(body, times);
      }
    } catch (JsonProcessingException notJson) {
      // Refused below, without the parser's message, which would quote the setting.
    }
    throw new IllegalArgumentException(
        setting
            + " must be a JSON object with id, entitlement and requestedFor in braces in its texts:"
            + " by the first one a ticket is found again, and the gate reads the others back.");
  }

  JsonNode filled(NewTicket ticket) {
    Map<String, @Nullable String> values = new HashMap<>();
    values.put(ID, ticket.id());
    values.put(ENTITLEMENT, ticket.entitlement().text());
    values.put(REQUESTED_FOR, ticket.requestedFor());
    values.put("requester", ticket.requester());
    values.put("justification", ticket.justification());
    values.put("summary", ticket.summary());
    values.put(START, time(ticket.plannedStart()));
    values.put(END, time(ticket.plannedEnd()));
    return filled(body, values);
  }

  private @Nullable String time(@Nullable Instant time) {
    return time == null ? null : times.format(time);
  }

  private static JsonNode filled(JsonNode node, Map<String, @Nullable String> values) {
    if (node.isTextual()) {
      return TextNode.valueOf(filled(node.asText(), values));
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(each -> array.add(filled(each, values)));
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(
              member -> {
                if (!isMissing(member.getValue(), values)) {
                  object.set(member.getKey(), filled(member.getValue(), values));
                }
              });
      return object;
    }
    return node;
  }

  /** A time that nobody asked for is no empty text, which an ITSM may take for a wrong time. */
  private static boolean isMissing(JsonNode node, Map<String, @Nullable String> values) {
    if (!node.isTextual()) {
      return false;
    }
    Matcher matcher = WORD.matcher(node.asText());
    while (matcher.find()) {
      if (values.get(matcher.group(1)) == null) {
        return true;
      }
    }
    return false;
  }

  private static String filled(String template, Map<String, @Nullable String> values) {
    return WORD.matcher(template)
        .replaceAll(
            found -> {
              String value = values.get(found.group(1));
              return Matcher.quoteReplacement(value == null ? "" : value);
            });
  }
}
