package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.Finding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tries out all that the connector needs, in the order in which one would mend it. */
final class JiraCheckup {

  private static final Duration SKEW = Duration.ofSeconds(30);

  private final JiraApi api;
  private final JiraSettings settings;
  private final Clock clock;
  private final Findings findings = new Findings();

  JiraCheckup(JiraApi api, JiraSettings settings, Clock clock) {
    this.api = api;
    this.settings = settings;
    this.clock = clock;
  }

  List<Finding> run() {
    Optional<JsonNode> server =
        findings.ask(
            "connection",
            "See that baseUrl leads to Jira, and that this server may reach it.",
            () -> api.platform("/serverInfo", Map.of()).body());
    if (server.isEmpty()) {
      return findings.all();
    }
    deployment(server.get());
    clock(server.get());
    Optional<JsonNode> account =
        findings.ask(
            "account",
            settings.deployment() == Deployment.CLOUD
                ? "Set auth to basic, username to the account's e-mail address and password to an API"
                    + " token that has not expired."
                : "Set auth to bearer and token to a personal access token that has not expired.",
            api::myself);
    if (account.isEmpty()) {
      return findings.all();
    }
    account(account.get());
    for (String project : settings.projects()) {
      new ProjectCheckup(api, settings, findings, project).run();
    }
    new FieldCheckup(api, settings, findings).run();
    return findings.all();
  }

  private void deployment(JsonNode server) {
    // Data Center says Server, as it was called before.
    String type = server.path("deploymentType").asText("");
    boolean cloud = type.equalsIgnoreCase("Cloud");
    if (type.isEmpty() || cloud == (settings.deployment() == Deployment.CLOUD)) {
      findings.ok(
          "connection", "Jira answers, version " + server.path("version").asText("?") + ".");
    } else {
      findings.problem(
          "connection",
          "This is a Jira of type "
              + type
              + "; set deployment to "
              + (cloud ? Deployment.CLOUD : Deployment.DATA_CENTER).word()
              + ".");
    }
  }

  private void clock(JsonNode server) {
    Optional<Instant> time = JiraTimes.time(server.path("serverTime").asText(""));
    if (time.isEmpty()) {
      findings.warning("clock", "Jira does not tell its time, so the clocks were not compared.");
      return;
    }
    Duration skew = Duration.between(time.get(), clock.instant()).abs();
    if (skew.compareTo(SKEW) > 0) {
      findings.warning(
          "clock",
          "The clocks of Jira and of this server differ by "
              + skew.toSeconds()
              + " seconds; have both follow a time server.");
    } else {
      findings.ok("clock", "The clocks agree within " + SKEW.toSeconds() + " seconds.");
    }
  }

  private void account(JsonNode account) {
    if (new People(settings.personField()).name(account) == null) {
      findings.problem(
          "account",
          "Jira does not even show this account's own "
              + settings.personField()
              + ", so it names nobody; set personField to "
              + settings.deployment().personField()
              + ".");
    } else if (settings.personField().equals("emailAddress")) {
      findings.warning(
          "account",
          "People are named by their e-mail address: whoever hides it in the profile is nobody here."
              + " "
              + settings.deployment().personField()
              + " is always shown.");
    } else {
      findings.ok(
          "account",
          "The account is accepted; people are named by " + settings.personField() + ".");
    }
    if (account.path("timeZone").asText("").isEmpty()) {
      findings.warning(
          "changes",
          "Jira does not tell the account's time zone, so each look at what has changed reads up to 26"
              + " hours more than needed; set a time zone in the account's profile.");
    }
  }
}
