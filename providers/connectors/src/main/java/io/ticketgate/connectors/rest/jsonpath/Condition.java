package io.ticketgate.connectors.rest.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The condition of a filter. */
sealed interface Condition {

  boolean holds(JsonNode current, Evaluation evaluation);

  /** At least one condition holds. */
  record AnyOf(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(JsonNode current, Evaluation evaluation) {
      return conditions.stream().anyMatch(each -> each.holds(current, evaluation));
    }
  }

  /** All conditions hold. */
  record AllOf(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(JsonNode current, Evaluation evaluation) {
      return conditions.stream().allMatch(each -> each.holds(current, evaluation));
    }
  }

  /** The condition does not hold. */
  record Not(Condition condition) implements Condition {
    @Override
    public boolean holds(JsonNode current, Evaluation evaluation) {
      return !condition.holds(current, evaluation);
    }
  }

  /** A query selects something, null included. */
  record Exists(Operand.Selected query) implements Condition {
    @Override
    public boolean holds(JsonNode current, Evaluation evaluation) {
      return !query.nodes(current, evaluation).isEmpty();
    }
  }

  /** A comparison of two values holds. */
  record Compares(Operand left, Comparison comparison, Operand right) implements Condition {
    @Override
    public boolean holds(JsonNode current, Evaluation evaluation) {
      return comparison.holds(left.value(current, evaluation), right.value(current, evaluation));
    }
  }
}
