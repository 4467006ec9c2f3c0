package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.RuleField;
import io.ticketgate.keycloak.config.GateRuleFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;

/**
 * Rules between their JSON form, nested, and their form as component configuration, flat. Both
 * follow from {@link RuleField}.
 */
final class RuleJson {

  private static final String MATCHES = "matches";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What the gate answered last time with {@code matches} may be sent back, and says nothing. */
  private static final Set<String> NOT_SETTINGS = Set.of("id", "name", MATCHES);

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
      if (member.getKey().indexOf('.') >= 0) {
        // Flat, it would be taken for a member of a nested object that may say something else.
        throw unknown(key);
      }
      if (value.isNull() || (prefix.isEmpty() && NOT_SETTINGS.contains(key))) {
        continue;
      }
      if (value.isObject() && RuleField.of(key).isEmpty()) {
        flatten(key + ".", value, config);
      } else {
        RuleField field = RuleField.of(key).orElseThrow(() -> unknown(key));
        config.put(key, values(field, value));
      }
    }
  }

  private static RuntimeException unknown(String key) {
    boolean object =
        Arrays.stream(RuleField.values()).anyMatch(field -> field.key().startsWith(key + "."));
    return RequestBody.invalid(
        ErrorCode.RULE_INVALID,
        key,
        object ? key + " is a JSON object." : "There is no field '" + key + "' in a rule.");
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
          for (String role : texts(field, set)) {
            if (role.indexOf(',') >= 0) {
              throw wrong(field, "a list of lists of role names without commas");
            }
            joined.add(role);
          }
          sets.add(joined.toString());
        }
        yield sets;
      }
      case RISKS -> RiskTableJson.values(field, value);
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
    // A blank text is how a form leaves a field out; here it would drop a demand unnoticed.
    if (!fits || value.asText().isBlank()) {
      throw wrong(field, kind);
    }
    return value.asText();
  }

  static RuntimeException wrong(RuleField field, String kind) {
    return RequestBody.invalid(
        ErrorCode.RULE_INVALID, field.key(), field.key() + " is " + kind + ".");
  }

  /** The JSON of a rule: what was said, defaults left out, the mode always. */
  static ObjectNode json(ComponentModel component) {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("id", component.getId())
            .put("name", GateRuleFactory.name(component));
    json.put("mode", RuleField.MODE.byDefault().orElse(""));
    for (RuleField field : RuleField.values()) {
      // Keycloak keeps the values of a setting in no particular order.
      List<String> values =
          component.getConfig().getOrDefault(field.key(), List.of()).stream().sorted().toList();
      if (!values.isEmpty()) {
        place(json, field, values);
      }
    }
    return json;
  }

  /** The JSON of a rule that was just saved, with what it matches. */
  static ObjectNode saved(ComponentModel component, List<RuleMatches.PatternMatch> matches) {
    ObjectNode json = json(component);
    json.set(MATCHES, MAPPER.valueToTree(matches));
    return json;
  }

  /** What another version or a hand in the database wrote is shown as it is, for mending. */
  static JsonNode scalar(String value) {
    if (value.equals("true") || value.equals("false")) {
      return BooleanNode.valueOf(value.equals("true"));
    }
    try {
      return IntNode.valueOf(Integer.parseInt(value));
    } catch (NumberFormatException broken) {
      return TextNode.valueOf(value);
    }
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
      case NUMBER, FLAG -> parent.set(leaf, scalar(values.get(0)));
      case LIST -> values.forEach(parent.withArrayProperty(leaf)::add);
      case SETS -> {
        ArrayNode sets = parent.withArrayProperty(leaf);
        for (String set : values) {
          ArrayNode inner = sets.addArray();
          Arrays.stream(set.split(",", -1)).map(String::strip).forEach(inner::add);
        }
      }
      case RISKS -> RiskTableJson.place(parent.putObject(leaf), values);
    }
  }
}
