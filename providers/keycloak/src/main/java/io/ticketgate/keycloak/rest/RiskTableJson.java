package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.rule.RuleField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A table by risk between its JSON, {@code {"high": {"minApprovals": 3, "lifetime": "PT1H"}}}, and
 * its rows as component configuration, {@code high,minApprovals=3,lifetime=PT1H}.
 */
final class RiskTableJson {

  private static final String FORM =
      "an object of objects: {\"high\": {\"minApprovals\": 3, \"lifetime\": \"PT1H\"}}";

  private RiskTableJson() {}

  static List<String> values(RuleField field, JsonNode table) {
    if (!table.isObject()) {
      throw RuleJson.wrong(field, FORM);
    }
    List<String> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> row : table.properties()) {
      if (!row.getValue().isObject() || row.getKey().indexOf(',') >= 0) {
        throw RuleJson.wrong(field, FORM);
      }
      StringBuilder text = new StringBuilder(row.getKey());
      for (Map.Entry<String, JsonNode> demand : row.getValue().properties()) {
        JsonNode value = demand.getValue();
        boolean fits =
            demand.getKey().equals("minApprovals")
                ? value.isIntegralNumber()
                : demand.getKey().equals("lifetime") && value.isTextual();
        if (!fits || value.asText().indexOf(',') >= 0) {
          throw RuleJson.wrong(field, FORM);
        }
        text.append(',').append(demand.getKey()).append('=').append(value.asText());
      }
      rows.add(text.toString());
    }
    return rows;
  }

  /** What cannot be read is shown as it is, for mending. */
  static void place(ObjectNode table, List<String> rows) {
    for (String row : rows) {
      String[] parts = row.split(",", -1);
      ObjectNode demands = table.putObject(parts[0].strip());
      for (int i = 1; i < parts.length; i++) {
        String part = parts[i].strip();
        int equals = part.indexOf('=');
        if (equals < 0) {
          demands.putNull(part);
        } else {
          demands.set(part.substring(0, equals), RuleJson.scalar(part.substring(equals + 1)));
        }
      }
    }
  }
}
