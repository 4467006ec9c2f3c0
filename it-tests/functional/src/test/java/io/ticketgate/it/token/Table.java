package io.ticketgate.it.token;

import java.util.List;
import java.util.Map;

/** What was expected and what was seen, one row for each way and state. */
final class Table {

  private Table() {}

  static void print(List<Way> ways, Map<String, Outcome> observed) {
    StringBuilder table =
        new StringBuilder(
            String.format("%n%-40s %-9s %-9s %s%n", "way", "state", "expected", "observed"));
    for (Way way : ways) {
      for (State state : State.values()) {
        Outcome seen = observed.get(way + " " + state);
        table.append(
            String.format(
                "%-40s %-9s %-9s %s%n",
                way, state, way.kind().expected(state), seen == null ? "-" : seen));
      }
    }
    System.out.println(table);
  }
}
