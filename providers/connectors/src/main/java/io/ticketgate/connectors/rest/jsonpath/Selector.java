package io.ticketgate.connectors.rest.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Selects among the children of a node. */
sealed interface Selector {

  void select(JsonNode node, Evaluation evaluation, List<JsonNode> selected);

  /** Whether it selects one child at most. */
  default boolean isSingular() {
    return false;
  }

  /** The member of that name. */
  record Name(String name) implements Selector {
    @Override
    public void select(JsonNode node, Evaluation evaluation, List<JsonNode> selected) {
      JsonNode member = node.isObject() ? node.get(name) : null;
      if (member != null) {
        evaluation.budget().spend();
        selected.add(member);
      }
    }

    @Override
    public boolean isSingular() {
      return true;
    }
  }

  /** The element at that place; a negative one counts from the end. */
  record Index(long index) implements Selector {
    @Override
    public void select(JsonNode node, Evaluation evaluation, List<JsonNode> selected) {
      long at = index < 0 ? node.size() + index : index;
      if (node.isArray() && at >= 0 && at < node.size()) {
        evaluation.budget().spend();
        selected.add(node.get((int) at));
      }
    }

    @Override
    public boolean isSingular() {
      return true;
    }
  }

  /** All children. */
  record Wildcard() implements Selector {
    @Override
    public void select(JsonNode node, Evaluation evaluation, List<JsonNode> selected) {
      for (JsonNode child : node) {
        evaluation.budget().spend();
        selected.add(child);
      }
    }
  }

  /** Elements from a start to before an end; RFC 9535, section 2.3.4.2.2. */
  record Slice(@Nullable Long start, @Nullable Long end, long step) implements Selector {
    @Override
    public void select(JsonNode node, Evaluation evaluation, List<JsonNode> selected) {
      if (!node.isArray() || step == 0) {
        return;
      }
      long size = node.size();
      if (step > 0) {
        long last = bounded(end, size, 0, size, size);
        for (long at = bounded(start, size, 0, size, 0); at < last; at += step) {
          evaluation.budget().spend();
          selected.add(node.get((int) at));
        }
      } else {
        long last = bounded(end, size, -1, size - 1, -1);
        for (long at = bounded(start, size, -1, size - 1, size - 1); at > last; at += step) {
          evaluation.budget().spend();
          selected.add(node.get((int) at));
        }
      }
    }

    private static long bounded(
        @Nullable Long bound, long size, long least, long most, long byDefault) {
      if (bound == null) {
        return byDefault;
      }
      return Math.min(Math.max(bound < 0 ? size + bound : bound, least), most);
    }
  }

  /** The children that a condition holds for. */
  record Filter(Condition condition) implements Selector {
    @Override
    public void select(JsonNode node, Evaluation evaluation, List<JsonNode> selected) {
      for (JsonNode child : node) {
        evaluation.budget().spend();
        if (condition.holds(child, evaluation)) {
          selected.add(child);
        }
      }
    }
  }
}
