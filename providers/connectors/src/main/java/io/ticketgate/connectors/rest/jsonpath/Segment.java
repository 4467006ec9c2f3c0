package io.ticketgate.connectors.rest.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One step of a query.
 *
 * @param descendants whether it is taken from the node and from all below it, or from the node only
 */
record Segment(boolean descendants, List<Selector> selectors) {

  Segment {
    selectors = List.copyOf(selectors);
  }

  void select(JsonNode node, Evaluation evaluation, List<JsonNode> selected) {
    for (Selector selector : selectors) {
      selector.select(node, evaluation, selected);
    }
    if (descendants) {
      for (JsonNode child : node) {
        evaluation.budget().spend();
        select(child, evaluation, selected);
      }
    }
  }

  boolean isSingular() {
    return !descendants && selectors.size() == 1 && selectors.get(0).isSingular();
  }
}
