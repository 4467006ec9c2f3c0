package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.ItsmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The states of each table in which a ticket is open, and those in which it is closed, as raw
 * values. A state in neither set is an error: treated as open it could allow a grant, treated as
 * closed it would end bindings on the day somebody adds a state.
 */
final class States {

  private static final Map<String, Set<String>> OPEN_BY_DEFAULT =
      Map.of(
          "change_request", Set.of("-5", "-4", "-3", "-2", "-1", "0"),
          "sc_req_item", Set.of("-5", "1", "2"),
          "incident", Set.of("1", "2", "3"));
  private static final Map<String, Set<String>> CLOSED_BY_DEFAULT =
      Map.of(
          "change_request", Set.of("3", "4"),
          "sc_req_item", Set.of("3", "4", "7"),
          "incident", Set.of("6", "7", "8"));

  private final Map<String, Set<String>> open;
  private final Map<String, Set<String>> closed;

  /**
   * @param open table to its open states, separated by commas
   * @param closed table to its closed states, separated by commas
   */
  States(Map<String, String> open, Map<String, String> closed) {
    this.open = sets(open, OPEN_BY_DEFAULT);
    this.closed = sets(closed, CLOSED_BY_DEFAULT);
  }

  private static Map<String, Set<String>> sets(
      Map<String, String> configured, Map<String, Set<String>> byDefault) {
    Map<String, Set<String>> sets = new HashMap<>(byDefault);
    configured.forEach(
        (table, states) ->
            sets.put(
                table,
                Arrays.stream(states.split(","))
                    .map(String::strip)
                    .filter(state -> !state.isEmpty())
                    .collect(Collectors.toUnmodifiableSet())));
    return sets;
  }

  Set<String> open(String table) {
    return open.getOrDefault(table, Set.of());
  }

  Set<String> closed(String table) {
    return closed.getOrDefault(table, Set.of());
  }

  /** Whether the ticket is open. */
  boolean isOpen(Row ticket) {
    String state = ticket.filled(Columns.STATE);
    if (!ticket.flag(Columns.ACTIVE) || closed(ticket.table()).contains(state)) {
      return false;
    }
    if (open(ticket.table()).contains(state)) {
      return true;
    }
    throw new ItsmException.Malformed(
        "State '"
            + ticket.shown(Columns.STATE)
            + "' ("
            + state
            + ") of "
            + ticket.table()
            + " is in neither openStates nor closedStates. Add it to one of them.",
        null);
  }
}
