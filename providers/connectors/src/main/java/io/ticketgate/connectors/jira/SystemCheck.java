package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.check.Check;
import io.ticketgate.connectors.check.CheckReport;
import io.ticketgate.spi.Finding;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the test button does: tries all that the connector needs. */
final class SystemCheck {

  private final JiraApi api;
  private final JiraSettings settings;
  private final InstantSource clock;
  private final CheckReport report = new CheckReport();

  SystemCheck(JiraApi api, JiraSettings settings, InstantSource clock) {
    this.api = api;
    this.settings = settings;
    this.clock = clock;
  }

  List<Finding> run() {
    report
        .ask(
            Check.CONNECTION,
            "Check that baseUrl leads to Jira, and that Keycloak may reach it.",
            () -> api.platform("/serverInfo", Map.of()).body())
        .ifPresent(this::look);
    return report.findings();
  }

  private void look(JsonNode server) {
    deployment(server);
    report.clock(
        "Jira", clock.instant(), JiraTimes.time(server.path("serverTime").asText("")).orElse(null));
    Optional<JsonNode> account =
        report.ask(
            Check.ACCOUNT,
            settings.deployment() == Deployment.CLOUD
                ? "Set auth to basic, username to the account's e-mail address, and password to an"
                    + " API token that has not expired."
                : "Set auth to bearer, and token to a personal access token that has not expired.",
            api::myself);
    if (account.isEmpty()) {
      return;
    }
    account(account.get());
    for (String project : settings.projects()) {
      new ProjectCheck(api, settings, report, project).run();
    }
    new FieldCheck(api, settings, report).run();
    JiraSettings.Requests requests = settings.requests();
    if (requests != null) {
      new RequestCheck(api, settings, report).run(requests);
    }
  }

  private void deployment(JsonNode server) {
    // Data Center answers "Server", its former name.
    String type = server.path("deploymentType").asText("");
    boolean cloud = type.equalsIgnoreCase("Cloud");
    if (type.isEmpty() || cloud == (settings.deployment() == Deployment.CLOUD)) {
      report.ok(
          Check.CONNECTION, "Jira answers, version " + server.path("version").asText("?") + ".");
    } else {
      report.problem(
          Check.CONNECTION,
          "This is a Jira of type " + type + ".",
          "Set deployment to " + (cloud ? Deployment.CLOUD : Deployment.DATA_CENTER).word() + ".");
    }
  }

  private void account(JsonNode account) {
    if (new People(settings.personField()).name(account) == null) {
      report.problem(
          Check.ACCOUNT,
          "Jira shows no "
              + settings.personField()
              + ", not even of the connector's own account, so the connector can name nobody.",
          "Set personField to " + settings.deployment().personField() + ".");
    } else if (settings.personField().equals("emailAddress")) {
      report.warning(
          Check.ACCOUNT,
          "The connector names people by their e-mail address. It cannot name anyone who hides the"
              + " address in the profile.",
          "Set personField to "
              + settings.deployment().personField()
              + ", which Jira always shows.");
    } else {
      report.ok(
          Check.ACCOUNT,
          "Jira accepts the account. The connector names people by "
              + settings.personField()
              + ".");
    }
    if (account.path("timeZone").asText("").isEmpty()) {
      report.warning(
          Check.CHANGES,
          "Jira does not tell the account's time zone, so each poll reads up to 26 hours too much.",
          "Set a time zone in the account's profile.");
    }
  }
}
