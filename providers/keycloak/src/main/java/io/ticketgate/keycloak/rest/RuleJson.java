package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ticketgate.core.rule.RuleField;
import io.ticketgate.core.rule.RuleForm;
import io.ticketgate.keycloak.config.GateRuleFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;

/**
 * Rules between their JSON form, nested, and their form as component configuration, flat. Both
 * follow from {@link RuleField}; {@link RuleForm} reads the nested one.
 */
final class RuleJson {

  private static final String MATCHES = "matches";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RuleJson() {}

  /**
   * The configuration that a rule's JSON stands for; {@code id} and {@code name} are left to the
   * caller.
   */
  static MultivaluedHashMap<String, String> config(JsonNode json) {
    MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
    RuleForm.flat(MAPPER.convertValue(json, Map.class)).forEach(config::put);
    return config;
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
