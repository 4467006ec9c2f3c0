package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * The state of an issue.
 *
 * @param name the status, in the language of the account
 * @param open whether the ticket is open; a status of an unknown category is not
 */
record IssueState(String name, boolean open) {

  private static final Set<String> OPEN = Set.of("new", "indeterminate");

  static IssueState of(Issue issue, Set<String> closedStates) {
    JsonNode status = issue.required("status");
    String name = issue.text("status", status.path("name"));
    boolean closed = isClosed(status, closedStates) || !issue.present("resolution").isNull();
    return new IssueState(name, !closed);
  }

  /**
   * Whether issues of a status are closed.
   *
   * @param closedStates names and ids of statuses that count as closed, whatever their category
   */
  static boolean isClosed(JsonNode status, Set<String> closedStates) {
    return !OPEN.contains(status.path("statusCategory").path("key").asText(""))
        || closedStates.contains(status.path("id").asText(""))
        || closedStates.stream().anyMatch(status.path("name").asText("")::equalsIgnoreCase);
  }
}
