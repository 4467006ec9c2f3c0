package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * Where an issue is in its workflow.
 *
 * @param name the status, in the language of the account
 * @param open whether work may still go on; a category that is not known is not open
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
   * Whether a status is one of closed issues.
   *
   * @param closedStates names and ids of statuses that are, whatever their category
   */
  static boolean isClosed(JsonNode status, Set<String> closedStates) {
    return !OPEN.contains(status.path("statusCategory").path("key").asText(""))
        || closedStates.contains(status.path("id").asText(""))
        || closedStates.stream().anyMatch(status.path("name").asText("")::equalsIgnoreCase);
  }
}
