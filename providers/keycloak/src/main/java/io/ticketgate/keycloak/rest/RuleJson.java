package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.ErrorCode;
import io.ticketgate.core.RuleField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;

/**
 * Rules between their JSON form, nested, and their form as component configuration, flat. Both
 * follow from {@link RuleField}.
 */
final class RuleJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RuleJson() {}

  /**
   * The configuration that a rule's JSON stands for; {@code id} and {@code name} are left to the
   * caller.
   */
  static MultivaluedHashMap<String, String> config(JsonNode json) {
    MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
    flatten("", json, config);
    return config;
  }

  private static void flatten(
      String prefix, JsonNode object, MultivaluedHashMap<String, String> config) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String key = prefix + member.getKey();
      JsonNode value = member.getValue();
      if (value.isNull() || (prefix.isEmpty() && (key.equals("id") || key.equals("name")))) {
        continue;
      }
      if (value.isObject() && RuleField.of(key).isEmpty()) {
        flatten(key + ".", value, config);
      } else {
        RuleField field =
            RuleField.of(key)
                .orElseThrow(
                    () ->
                        RequestBody.invalid(
                            ErrorCode.RULE_INVALID,
                            key,
                            "There is no field '" + key + "' in a rule."));
        config.put(key, values(field, value));
      }
    }
  }

  private static List<String> values(RuleField field, JsonNode value) {
    return switch (field.kind()) {
      case WORD -> List.of(scalar(field, value, value.isTextual(), "a text"));
      case NUMBER -> List.of(scalar(field, value, value.isIntegralNumber(), "a whole number"));
      case FLAG -> List.of(scalar(field, value, value.isBoolean(), "true or false"));
      case LIST -> texts(field, value);
      case SETS -> {
        List<String> sets = new ArrayList<>();
        for (JsonNode set : array(field, value)) {
          StringJoiner joined = new StringJoiner(",");
          texts(field, set).forEach(joined::add);
          sets.add(joined.toString());
        }
        yield sets;
      }
    };
  }

  private static List<String> texts(RuleField field, JsonNode value) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : array(field, value)) {
      texts.add(scalar(field, each, each.isTextual(), "a list of texts"));
    }
    return texts;
  }

  private static JsonNode array(RuleField field, JsonNode value) {
    if (!value.isArray()) {
      throw wrong(field, field.kind() == RuleField.Kind.SETS ? "a list of lists" : "a list");
    }
    return value;
  }

  private static String scalar(RuleField field, JsonNode value, boolean fits, String kind) {
    if (!fits) {
      throw wrong(field, kind);
    }
    return value.asText();
  }

  private static RuntimeException wrong(RuleField field, String kind) {
    return RequestBody.invalid(
        ErrorCode.RULE_INVALID, field.key(), field.key() + " is " + kind + ".");
  }

  /** The JSON of a rule: what was said, defaults left out, the mode always. */
  static ObjectNode json(ComponentModel component) {
    ObjectNode json =
        MAPPER.createObjectNode().put("id", component.getId()).put("name", component.getName());
    json.put("mode", RuleField.MODE.byDefault().orElse(""));
    for (RuleField field : RuleField.values()) {
      List<String> values = component.getConfig().getOrDefault(field.key(), List.of());
      if (!values.isEmpty()) {
        place(json, field, values);
      }
    }
    return json;
  }

  private static void place(ObjectNode json, RuleField field, List<String> values) {
    String[] path = field.key().split("\\.", -1);
    ObjectNode parent = json;
    for (int i = 0; i < path.length - 1; i++) {
      parent = parent.withObjectProperty(path[i]);
    }
    String leaf = path[path.length - 1];
    switch (field.kind()) {
      case WORD -> parent.put(leaf, values.get(0));
      case NUMBER -> parent.put(leaf, Integer.parseInt(values.get(0)));
      case FLAG -> parent.put(leaf, Boolean.parseBoolean(values.get(0)));
      case LIST -> values.forEach(parent.withArrayProperty(leaf)::add);
      case SETS -> {
        ArrayNode sets = parent.withArrayProperty(leaf);
        for (String set : values) {
          ArrayNode inner = sets.addArray();
          Arrays.stream(set.split(",", -1)).map(String::strip).forEach(inner::add);
        }
      }
    }
  }
}
