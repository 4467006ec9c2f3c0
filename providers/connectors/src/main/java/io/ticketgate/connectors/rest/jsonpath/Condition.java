package io.ticketgate.connectors.rest.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a filter asks of a node. */
sealed interface Condition {

  boolean holds(JsonNode current, Evaluation evaluation);

  /** One of them at least. */
  record AnyOf(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(JsonNode current, Evaluation evaluation) {
      return conditions.stream().anyMatch(each -> each.holds(current, evaluation));
    }
  }

  /** All of them. */
  record AllOf(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(JsonNode current, Evaluation evaluation) {
      return conditions.stream().allMatch(each -> each.holds(current, evaluation));
    }
  }

  /** The opposite. */
  record Not(Condition condition) implements Condition {
    @Override
    public boolean holds(JsonNode current, Evaluation evaluation) {
      return !condition.holds(current, evaluation);
    }
  }

  /** A query selects something, be it null. */
  record Exists(Operand.Selected query) implements Condition {
    @Override
    public boolean holds(JsonNode current, Evaluation evaluation) {
      return !query.nodes(current, evaluation).isEmpty();
    }
  }

  /** Two values compare so. */
  record Compares(Operand left, Comparison comparison, Operand right) implements Condition {
    @Override
    public boolean holds(JsonNode current, Evaluation evaluation) {
      return comparison.holds(left.value(current, evaluation), right.value(current, evaluation));
    }
  }
}
