package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.ItsmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads all approvals of a request.
 *
 * @see <a
 *     href="https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-request/">Get
 *     approvals</a>
 */
final class ApprovalPages {

  private static final int PAGE = 50;
  private static final int MOST = 1000;

  private final JiraApi api;

  ApprovalPages(JiraApi api) {
    this.api = api;
  }

  /** In Jira's order. */
  List<JsonNode> read(Issue issue) {
    try {
      return all(issue.id());
    } catch (ItsmException.NotFound notFound) {
      return ofNoRequest(issue, notFound);
    }
  }

  private List<JsonNode> all(String issueId) {
    List<JsonNode> all = new ArrayList<>();
    boolean last = false;
    while (!last) {
      JsonNode page =
          api.serviceDesk(
              "/request/" + issueId + "/approval",
              Map.of("start", String.valueOf(all.size()), "limit", String.valueOf(PAGE)));
      JsonNode values = page.path("values");
      if (!values.isArray() || !page.path("isLastPage").isBoolean()) {
        throw malformed("is not a page of approvals");
      }
      values.forEach(all::add);
      last = page.path("isLastPage").booleanValue();
      if (!last && (values.isEmpty() || all.size() > MOST)) {
        throw malformed("does not end");
      }
    }
    return all;
  }

  // Only service projects have approvals. In such a project the same answer can mean that the
  // account may not see them.
  private static List<JsonNode> ofNoRequest(Issue issue, ItsmException.NotFound notFound) {
    String type = issue.required("project").path("projectTypeKey").asText("");
    if (type.equals("software") || type.equals("business")) {
      return List.of();
    }
    throw new ItsmException.NotPermitted(
        "Jira shows no customer request for ticket "
            + issue.key()
            + ". Give the ticket a request type, and make the account an agent of its project.",
        notFound);
  }

  private static ItsmException.Malformed malformed(String what) {
    return new ItsmException.Malformed(
        "Jira's list of approvals " + what + ". Check that baseUrl leads to Jira itself.", null);
  }
}
