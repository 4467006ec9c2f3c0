package io.ticketgate.connectors.jira;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.Finding.Outcome;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemCheckTest {

  @RegisterExtension
  static final WireMockExtension WIRE =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  private JiraServer jira;

  @BeforeEach
  void everythingIsWell() {
    jira = JiraServer.cloud(WIRE, apis).serve();
    jira.answer("/rest/api/3/serverInfo", Fixtures.read("cloud/server-info"));
    jira.answer("/rest/api/3/mypermissions", Fixtures.read("cloud/permissions"));
    jira.answer("/rest/api/3/project/ACC", Fixtures.read("cloud/project"));
    jira.answer("/rest/api/3/project/ACC/statuses", Fixtures.read("cloud/statuses"));
    jira.answer("/rest/api/3/field", Fixtures.read("cloud/fields"));
    ObjectNode newest = Fixtures.object("cloud/search-page-2");
    ((ObjectNode) newest.at("/issues/0")).setAll((ObjectNode) jira.issue);
    jira.answer("/rest/api/3/search/jql", newest);
  }

  @Test
  void findsNothingWrong() {
    List<Finding> findings = jira.connector("closedStates", "done").test();

    assertThat(findings).allMatch(finding -> finding.outcome() == Outcome.OK);
    assertThat(findings)
        .extracting(Finding::id)
        .containsExactly(
            "connection",
            "account",
            "clock",
            "tickets",
            "fields",
            "fields",
            "fields",
            "fields",
            "fields",
            "fields",
            "fields",
            "states",
            "approvals",
            "notes");
    assertThat(findings)
        .extracting(Finding::message)
        .contains(
            "In project ACC these states are open: [Implementing, Waiting for manager]. These are"
                + " closed: [Done].",
            "requestedForField is the field Requested for (customfield_10050).");
  }

  private static final String FORM = "/rest/servicedeskapi/servicedesk/3/requesttype/25/field";

  private Finding requests() {
    return jira
        .connector("closedStates", "done", "requestServiceDesk", "3", "requestType", "25")
        .test()
        .stream()
        .filter(finding -> finding.id().equals("requests"))
        .findFirst()
        .orElseThrow();
  }

  private void form(boolean onBehalf, String... fields) {
    String all =
        Stream.of(fields)
            .map(id -> "{\"fieldId\":\"" + id + "\"}")
            .collect(Collectors.joining(",", "[", "]"));
    jira.answer(
        FORM,
        okJson("{\"requestTypeFields\":" + all + ",\"canRaiseOnBehalfOf\":" + onBehalf + "}"));
  }

  @Test
  void saysThatRequestsCanBeRaisedForOthers() {
    form(true, "summary", "customfield_10050", "customfield_10051");
    assertThat(requests().outcome()).isEqualTo(Outcome.OK);
    WIRE.verify(0, postRequestedFor(anyUrl()));
  }

  @Test
  void saysThatTheyCannotBeRaisedForOthers() {
    form(false, "summary", "customfield_10050", "customfield_10051");
    assertThat(requests().outcome()).isEqualTo(Outcome.WARNING);
    assertThat(requests().message()).contains("on behalf of others");
  }

  @Test
  void saysWhichFieldTheFormOfRequestsLacks() {
    form(true, "summary", "customfield_10050");
    assertThat(requests().outcome()).isEqualTo(Outcome.WARNING);
    assertThat(requests().message()).contains("[customfield_10051]");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void saysThatThereIsNoSuchTypeOfRequest(int status) {
    jira.answer(FORM, status);
    assertThat(requests().outcome()).isEqualTo(Outcome.WARNING);
    assertThat(requests().message()).contains("requestType");
  }

  @Test
  void stopsWhereJiraCannotBeReached() {
    jira.answer("/rest/api/3/serverInfo", 404);

    assertThat(jira.connector().test())
        .singleElement()
        .satisfies(only -> assertThat(only.id()).isEqualTo("connection"))
        .satisfies(only -> assertThat(only.message()).contains("baseUrl"));
  }

  @Test
  void stopsWhereTheAccountIsRefused() {
    jira.answer("/rest/api/3/myself", 401);

    assertThat(problems("account")).singleElement().asString().contains("API token");
  }

  @Test
  void tellsAnotherDeployment() {
    ObjectNode server = Fixtures.object("cloud/server-info").put("deploymentType", "Server");
    jira.answer("/rest/api/3/serverInfo", server);

    assertThat(problems("connection")).singleElement().asString().contains("datacenter");
  }

  @Test
  void tellsAClockThatIsWrong() {
    ObjectNode server =
        Fixtures.object("cloud/server-info").put("serverTime", "2026-11-22T12:02:00.000+0000");
    jira.answer("/rest/api/3/serverInfo", server);

    assertThat(findings("clock", Outcome.WARNING))
        .singleElement()
        .asString()
        .contains("120 seconds");
  }

  @ParameterizedTest
  @CsvSource({
    "BROWSE_PROJECTS, PROBLEM, tickets, Browse projects",
    "SERVICEDESK_AGENT, PROBLEM, approvals, Service Desk Team",
    "SERVICEDESK_AGENT, WARNING, notes, writeBack",
    "ADD_COMMENTS, WARNING, notes, Add comments"
  })
  void tellsTheRightThatIsMissing(String right, Outcome outcome, String id, String what) {
    ObjectNode permissions = Fixtures.object("cloud/permissions");
    Fixtures.set(permissions, "/permissions/" + right + "/havePermission", BooleanNode.FALSE);
    jira.answer("/rest/api/3/mypermissions", permissions);

    assertThat(findings(id, outcome)).singleElement().asString().contains(what);
  }

  @Test
  void tellsAProjectWithoutApprovals() {
    jira.answer(
        "/rest/api/3/project/ACC",
        Fixtures.object("cloud/project").put("projectTypeKey", "software"));

    assertThat(problems("approvals")).singleElement().asString().contains("no service project");
  }

  @Test
  void tellsApprovalsThatItCannotSee() {
    jira.answer("/rest/servicedeskapi/request/10042/approval", 404);

    assertThat(problems("approvals")).singleElement().asString().contains("agent");
  }

  @Test
  void tellsAFieldThatIsNotThere() {
    Finding finding =
        jira.connector("riskField", "customfield_99999").test().stream()
            .filter(one -> one.outcome() != Outcome.OK)
            .findFirst()
            .orElseThrow();

    assertThat(finding.id()).isEqualTo("fields");
    assertThat(finding.message()).contains("riskField", "customfield_99999");
  }

  @Test
  void tellsAClosedStateThatIsNotThere() {
    assertThat(jira.connector("closedStates", "Erledigt").test())
        .filteredOn(finding -> finding.id().equals("states"))
        .filteredOn(finding -> finding.outcome() == Outcome.WARNING)
        .singleElement()
        .extracting(Finding::message)
        .asString()
        .contains("Erledigt");
  }

  private List<String> problems(String id) {
    return findings(id, Outcome.PROBLEM);
  }

  private List<String> findings(String id, Outcome outcome) {
    return jira.connector().test().stream()
        .filter(finding -> finding.id().equals(id) && finding.outcome() == outcome)
        .map(Finding::message)
        .toList();
  }
}
