package io.ticketgate.connectors.rest.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Segments, applied one after the other. */
record Query(List<Segment> segments) {

  Query {
    segments = List.copyOf(segments);
  }

  List<JsonNode> select(JsonNode start, Evaluation evaluation) {
    List<JsonNode> nodes = List.of(start);
    for (Segment segment : segments) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : nodes) {
        segment.select(node, evaluation, next);
      }
      nodes = next;
    }
    return nodes;
  }

  boolean isSingular() {
    return segments.stream().allMatch(Segment::isSingular);
  }
}
