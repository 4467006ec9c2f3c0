package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.check.Check;
import io.ticketgate.connectors.check.CheckReport;
import io.ticketgate.spi.ItsmException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks at one project: the account's rights, the approvals and the statuses. */
final class ProjectCheck {

  private final JiraApi api;
  private final JiraSettings settings;
  private final CheckReport report;
  private final String project;

  ProjectCheck(JiraApi api, JiraSettings settings, CheckReport report, String project) {
    this.api = api;
    this.settings = settings;
    this.report = report;
    this.project = project;
  }

  void run() {
    if (!permitted("BROWSE_PROJECTS")) {
      report.problem(
          Check.TICKETS,
          "There is no project " + project + ", or the account may not see it.",
          "Correct projects, or give the account Browse projects under Project settings,"
              + " Permissions.");
      return;
    }
    report.ok(Check.TICKETS, "The account may read the tickets of project " + project + ".");
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
    } catch (ItsmException failure) {
      report.problem(
          Check.TICKETS, failure, "The test needs to read the account's rights. Run it again.");
      return false;
    }
  }

  private boolean serviceProject() {
    Optional<JsonNode> answer =
        report.ask(
            Check.APPROVALS,
            "Let the account read project " + project + ".",
            () -> api.platform("/project/" + project, Map.of()).body());
    boolean service =
        answer
            .filter(one -> one.path("projectTypeKey").asText("").equals("service_desk"))
            .isPresent();
    if (answer.isPresent() && !service) {
      report.problem(
          Check.APPROVALS,
          "Project " + project + " is no service project, so its tickets have no approvals.",
          "Name a project of Jira Service Management in projects.");
    }
    return service;
  }

  private void approvals(boolean agent) {
    if (!agent) {
      report.problem(
          Check.APPROVALS,
          "The account is no agent of project " + project + ", so it does not see approvals.",
          "Give it a licence of Jira Service Management, and the role Service Desk Team under"
              + " Project settings, People.");
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
        report.ask(
            Check.APPROVALS,
            "Let the account search the tickets of project " + project + ".",
            () -> api.platform(search, newest).body().path("issues").path(0));
    if (issue.isEmpty()) {
      return;
    }
    if (issue.get().isMissingNode()) {
      report.warning(
          Check.APPROVALS,
          "Approvals were not tried, since project " + project + " has no ticket.",
          "Create a ticket and test again.");
      return;
    }
    report
        .ask(
            Check.APPROVALS,
            "The test tried the ticket of project " + project + " that changed last.",
            () ->
                new ApprovalPages(api)
                    .read(new Issue(issue.get().path("key").asText(""), issue.get())))
        .ifPresent(
            read ->
                report.ok(
                    Check.APPROVALS, "The account may read approvals of project " + project + "."));
  }

  private void notes(boolean service, boolean agent) {
    if (permitted("ADD_COMMENTS") && (agent || !service)) {
      report.ok(Check.NOTES, "The account may comment in project " + project + ".");
    } else {
      report.warning(
          Check.NOTES,
          "The account may not write internal comments in project " + project + ".",
          "Give it Add comments, or set writeBack to false.");
    }
  }

  private void states() {
    Optional<JsonNode> types =
        report.ask(
            Check.STATES,
            "Let the account read the statuses of project " + project + ".",
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
        report.warning(
            Check.STATES,
            "closedStates names " + state + ", which project " + project + " does not have.",
            "Name the status in the account's language, or by its id.");
      }
    }
    if (closed.isEmpty()) {
      report.problem(
          Check.STATES,
          "No status of project " + project + " counts as closed, so no ticket ever ends a grant.",
          "Give a status the category Done, or name it in closedStates.");
    } else {
      report.ok(
          Check.STATES,
          "In project "
              + project
              + " these states are open: "
              + open
              + ". These are closed: "
              + closed
              + ".");
    }
  }
}
