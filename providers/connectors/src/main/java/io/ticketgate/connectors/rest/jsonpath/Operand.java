package io.ticketgate.connectors.rest.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One side of a comparison. */
sealed interface Operand {

  /** The value; null for nothing, which is not the JSON null. */
  @Nullable JsonNode value(JsonNode current, Evaluation evaluation);

  /** A value that the query itself names. */
  record Literal(JsonNode literal) implements Operand {
    @Override
    public JsonNode value(JsonNode current, Evaluation evaluation) {
      return literal;
    }
  }

  /**
   * What a query selects.
   *
   * @param absolute whether it starts at the root, or at the node that is filtered
   */
  record Selected(boolean absolute, Query query) implements Operand {
    List<JsonNode> nodes(JsonNode current, Evaluation evaluation) {
      return query.select(absolute ? evaluation.root() : current, evaluation);
    }

    @Override
    public @Nullable JsonNode value(JsonNode current, Evaluation evaluation) {
      List<JsonNode> nodes = nodes(current, evaluation);
      return nodes.isEmpty() ? null : nodes.get(0);
    }
  }
}
