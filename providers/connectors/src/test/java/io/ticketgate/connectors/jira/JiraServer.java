package io.ticketgate.connectors.jira;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.connectors.http.Sessions;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One Jira with one request, ACC-7, that tests change before they read it. */
final class JiraServer {

  static final TicketRef TICKET = new TicketRef("itsm", "ACC-7");
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static final List<String> FIELDS =
      List.of(
          "requestedForField", "customfield_10050",
          "entitlementsField", "customfield_10051",
          "justificationField", "description",
          "riskField", "customfield_10052",
          "configurationItemField", "customfield_10053",
          "plannedStartField", "customfield_10054",
          "plannedEndField", "customfield_10055");

  final ObjectNode issue;
  final ObjectNode approvals;
  private final WireMockExtension wire;
  private final Apis apis;
  private final String deployment;

  private JiraServer(WireMockExtension wire, Apis apis, String deployment) {
    this.wire = wire;
    this.apis = apis;
    this.deployment = deployment;
    this.issue = Fixtures.object(deployment + "/issue");
    this.approvals = Fixtures.object(deployment + "/approvals");
  }

  static JiraServer cloud(WireMockExtension wire, Apis apis) {
    return new JiraServer(wire, apis, "cloud");
  }

  static JiraServer dataCenter(WireMockExtension wire, Apis apis) {
    return new JiraServer(wire, apis, "datacenter");
  }

  /** The path of a method of the platform's API. */
  String platform(String path) {
    return (deployment.equals("cloud") ? "/rest/api/3" : "/rest/api/2") + path;
  }

  /** Serves the request as it stands now. */
  JiraServer serve() {
    answer(platform("/issue/ACC-7"), issue);
    answer("/rest/servicedeskapi/request/10042/approval", approvals);
    answer(platform("/myself"), Fixtures.read(deployment + "/myself"));
    return this;
  }

  void answer(String path, JsonNode body) {
    answer(path, okJson(body.toString()));
  }

  void answer(String path, int status) {
    answer(
        path,
        aResponse()
            .withStatus(status)
            .withHeader("Content-Type", "application/json")
            .withBody("{\"errorMessages\":[\"no\"],\"errors\":{}}"));
  }

  void answer(String path, ResponseDefinitionBuilder response) {
    wire.stubFor(get(urlPathEqualTo(path)).willReturn(response));
  }

  /** A connector to it, with further settings given as name and value. */
  JiraConnector connector(String... settings) {
    List<String> all = new ArrayList<>(FIELDS);
    all.addAll(List.of("deployment", deployment));
    if (!Arrays.asList(settings).contains("projects")) {
      all.addAll(List.of("projects", "ACC"));
    }
    for (int i = 0; i < settings.length; i += 2) {
      int at = all.indexOf(settings[i]);
      if (at < 0 || settings[i].equals("projects")) {
        all.addAll(List.of(settings[i], settings[i + 1]));
      } else {
        all.set(at + 1, settings[i + 1]);
      }
    }
    return new JiraConnector(
        apis.at(wire.baseUrl()),
        JiraSettings.of(
            new Settings(Sessions.plain(), Sessions.component(all.toArray(String[]::new)))),
        InstantSource.fixed(NOW));
  }
}
