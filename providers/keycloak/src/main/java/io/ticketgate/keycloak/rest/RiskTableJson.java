package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A table by risk as JSON, {@code {"high": {"minApprovals": 3, "lifetime": "PT1H"}}}, out of its
 * rows as component configuration, {@code high,minApprovals=3,lifetime=PT1H}.
 */
final class RiskTableJson {

  private RiskTableJson() {}

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
