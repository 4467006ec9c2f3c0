package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.ItsmException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks at one project: the account's rights in it, its approvals and its statuses. */
final class ProjectCheckup {

  private final JiraApi api;
  private final JiraSettings settings;
  private final Findings findings;
  private final String project;

  ProjectCheckup(JiraApi api, JiraSettings settings, Findings findings, String project) {
    this.api = api;
    this.settings = settings;
    this.findings = findings;
    this.project = project;
  }

  void run() {
    if (!permitted("BROWSE_PROJECTS")) {
      findings.problem(
          "tickets",
          "The account may not see project "
              + project
              + ", or there is none of that key; in Project settings, Permissions, give it Browse"
              + " projects.");
      return;
    }
    findings.ok("tickets", "The account may see the tickets of project " + project + ".");
    states();
    boolean service = serviceProject();
    boolean agent = permitted("SERVICEDESK_AGENT");
    if (service) {
      approvals(agent);
    }
    notes(service, agent);
  }

  private boolean permitted(String permission) {
    try {
      return api.platform(
              "/mypermissions", Map.of("projectKey", project, "permissions", permission))
          .body()
          .path("permissions")
          .path(permission)
          .path("havePermission")
          .asBoolean(false);
    } catch (ItsmException.NotFound | ItsmException.Malformed unknownProjectOrPermission) {
      return false;
    } catch (ItsmException failed) {
      findings.problem("tickets", "The account's rights could not be read: " + failed.getMessage());
      return false;
    }
  }

  private boolean serviceProject() {
    Optional<JsonNode> answer =
        findings.ask(
            "approvals",
            "Only projects of Jira Service Management have approvals.",
            () -> api.platform("/project/" + project, Map.of()).body());
    boolean service =
        answer
            .filter(one -> one.path("projectTypeKey").asText("").equals("service_desk"))
            .isPresent();
    if (answer.isPresent() && !service) {
      findings.problem(
          "approvals",
          "Project "
              + project
              + " is no service project, so its tickets have no approvals and carry no grant; name a"
              + " project of Jira Service Management.");
    }
    return service;
  }

  private void approvals(boolean agent) {
    if (!agent) {
      findings.problem(
          "approvals",
          "The account is no agent of project "
              + project
              + " and does not see approvals; add it under Project settings, People, with the role"
              + " Service Desk Team, and give it a licence of Jira Service Management.");
      return;
    }
    Map<String, String> newest =
        Map.of(
            "jql",
            "project = \"" + project + "\" ORDER BY updated DESC",
            "maxResults",
            "1",
            "fields",
            "project");
    String search = settings.deployment() == Deployment.CLOUD ? "/search/jql" : "/search";
    Optional<JsonNode> issue =
        findings.ask(
            "approvals",
            "Tickets of project " + project + " could not be looked for.",
            () -> api.platform(search, newest).body().path("issues").path(0));
    if (issue.isEmpty()) {
      return;
    }
    if (issue.get().isMissingNode()) {
      findings.warning(
          "approvals",
          "Project " + project + " has no ticket yet to try the approvals with; test again later.");
      return;
    }
    findings
        .ask(
            "approvals",
            "Tried with the ticket of project " + project + " that changed last.",
            () ->
                new ApprovalPages(api)
                    .read(new Issue(issue.get().path("key").asText(""), issue.get())))
        .ifPresent(
            read ->
                findings.ok("approvals", "The approvals of project " + project + " are visible."));
  }

  private void notes(boolean service, boolean agent) {
    if (permitted("ADD_COMMENTS") && (agent || !service)) {
      findings.ok("notes", "The account may comment in project " + project + ".");
    } else {
      findings.warning(
          "notes",
          "The account may not write internal comments in project "
              + project
              + "; give it Add comments, or set writeBack to false.");
    }
  }

  private void states() {
    Optional<JsonNode> types =
        findings.ask(
            "states",
            "The statuses of project " + project + " could not be read.",
            () -> api.platform("/project/" + project + "/statuses", Map.of()).body());
    if (types.isEmpty()) {
      return;
    }
    Set<String> open = new TreeSet<>();
    Set<String> closed = new TreeSet<>();
    Set<String> named = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (JsonNode type : types.get()) {
      for (JsonNode status : type.path("statuses")) {
        String name = status.path("name").asText("");
        (IssueState.isClosed(status, settings.closedStates()) ? closed : open).add(name);
        named.add(name);
        named.add(status.path("id").asText(""));
      }
    }
    for (String state : settings.closedStates()) {
      if (!named.contains(state)) {
        findings.warning(
            "states",
            "closedStates names "
                + state
                + ", which project "
                + project
                + " does not have; take a name in the account's language, or the status's id.");
      }
    }
    if (closed.isEmpty()) {
      findings.problem(
          "states",
          "No status of project "
              + project
              + " counts as closed, so no ticket ever ends a grant; give one the category Done, or"
              + " name it in closedStates.");
    } else {
      findings.ok(
          "states",
          "In project "
              + project
              + " these are open: "
              + open
              + ", and these closed: "
              + closed
              + ".");
    }
  }
}
