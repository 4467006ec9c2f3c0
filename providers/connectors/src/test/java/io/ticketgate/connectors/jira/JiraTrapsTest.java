package io.ticketgate.connectors.jira;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like an approved ticket and is none. */
class JiraTrapsTest {

  @RegisterExtension
  static final WireMockExtension WIRE =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  @Test
  void aMovedIssueIsNotTheTicketThatWasAskedFor() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.set(jira.issue, "/key", "OPS-3");

    assertThatThrownBy(() -> read(jira))
        .isInstanceOf(ItsmException.NotFound.class)
        .hasMessageContaining("moved");
  }

  // Else one ticket, good for one use, had as many names as there are spellings.
  @ParameterizedTest
  @ValueSource(strings = {"acc-7", "ACC-07", "10042"})
  void anotherSpellingOfAKeyIsNotTheTicket(String key) {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    jira.answer("/rest/api/3/issue/" + key, jira.issue);
    JiraConnector connector = jira.connector("projects", "ACC", "projects", "acc");

    assertThatThrownBy(() -> connector.fetch(new TicketRef("itsm", key), null))
        .isInstanceOf(ItsmException.NotFound.class);
  }

  @Test
  void ticketsOfOtherProjectsAreNotEvenAskedFor() {
    JiraConnector connector = JiraServer.cloud(WIRE, apis).connector("projects", "AC");

    assertThatThrownBy(() -> connector.fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.NotFound.class)
        .hasMessageContaining("projects");
    WIRE.verify(0, getRequestedFor(anyUrl()));
  }

  @Test
  void aFieldThatIsNotShownIsAnErrorThatNamesIt() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.remove(jira.issue, "/fields/customfield_10050");

    assertThatThrownBy(() -> read(jira))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("customfield_10050")
        .hasMessageContaining("screens");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "resolution", "updated", "reporter", "creator", "issuetype"})
  void aSystemFieldThatIsNotShownIsAnError(String field) {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.remove(jira.issue, "/fields/" + field);

    assertThatThrownBy(() -> read(jira))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining(field);
  }

  @Test
  void anEmptyFieldIsNoError() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.set(jira.issue, "/fields/customfield_10050", Fixtures.json("null"));
    Fixtures.set(jira.issue, "/fields/customfield_10051", Fixtures.json("null"));

    Ticket ticket = read(jira);

    assertThat(ticket.requestedFor()).isNull();
    assertThat(ticket.entitlements()).isEmpty();
  }

  @Test
  void whoHidesTheAddressIsNobody() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.remove(jira.issue, "/fields/customfield_10050/emailAddress");
    Fixtures.remove(jira.issue, "/fields/reporter/emailAddress");
    Fixtures.remove(jira.approvals, "/values/1/approvers/0/approver/emailAddress");

    Ticket ticket =
        jira.serve().connector("personField", "emailAddress").fetch(JiraServer.TICKET, null);

    assertThat(ticket.requestedFor()).isNull();
    assertThat(ticket.requester()).isNull();
    assertThat(Approved.by(ticket))
        .containsExactly("bob@example.com", "jira:5b10b0car000000000000002");
  }

  @Test
  void aRequestWithoutApprovalsIsApprovedByNobody() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.set(jira.approvals, "/values", Fixtures.json("[]"));
    Fixtures.set(jira.issue, "/fields/status/name", "Approved");

    assertThat(read(jira).approvals()).isEmpty();
  }

  @Test
  void anIssueOfAProjectWithoutServiceManagementHasNoApprovals() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.set(jira.issue, "/fields/project/projectTypeKey", "software");
    jira.serve().answer("/rest/servicedeskapi/request/10042/approval", 404);

    assertThat(jira.connector().fetch(JiraServer.TICKET, null).approvals()).isEmpty();
  }

  /** The same answer as for a ticket that is gone would end its bindings. */
  @Test
  void anIssueWithoutARequestTypeIsNotGone() {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    Ticket known = jira.connector().fetch(JiraServer.TICKET, null);
    Fixtures.set(jira.issue, "/fields/customfield_10010", Fixtures.json("null"));
    jira.serve().answer("/rest/servicedeskapi/request/10042/approval", 404);
    JiraConnector connector = jira.connector("requestTypeField", "customfield_10010");

    assertThatThrownBy(() -> connector.fetch(JiraServer.TICKET, known))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("request type");

    Fixtures.set(jira.issue, "/fields/status/statusCategory/key", "done");
    Fixtures.set(jira.issue, "/fields/status/name", "Closed");
    jira.serve().answer("/rest/servicedeskapi/request/10042/approval", 404);
    Ticket closed = connector.fetch(JiraServer.TICKET, known);
    assertThat(closed).isEqualTo(known.closed("Closed", closed.version()));
    assertThat(connector.compareVersions(closed.version(), known.version())).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/fields/customfield_10010/requestType/name", "/fields/status/name"})
  void aTextThatIsNotShownDoesNotMakeATicketGone(String field) {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.remove(jira.issue, field);

    assertThatThrownBy(
            () ->
                jira.serve()
                    .connector("requestTypeField", "customfield_10010")
                    .fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("Let the account see it");
  }

  @Test
  void whatMakesATicketUnreadableDoesNotHideItsClosing() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Ticket known = read(jira);
    Fixtures.set(jira.issue, "/fields/customfield_10055", "2026-11-22T07:00:00.000+0000");
    Fixtures.set(jira.issue, "/fields/updated", "2026-11-22T11:00:00.000+0000");
    assertThatThrownBy(() -> jira.serve().connector().fetch(JiraServer.TICKET, known))
        .isInstanceOf(ItsmException.Malformed.class);

    Fixtures.set(jira.issue, "/fields/resolution", Fixtures.json("{'id':'10000','name':'Done'}"));
    assertThat(jira.serve().connector().fetch(JiraServer.TICKET, known))
        .isEqualTo(known.closed(known.state(), "2026-11-22T11:00:00Z"));
    assertThatThrownBy(() -> read(jira)).isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void whoeverCreatedTheTicketForSomebodyElseDoesNotApproveIt() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    var bob = jira.approvals.at("/values/0/approvers/0/approver").deepCopy();
    Fixtures.set(jira.issue, "/fields/creator", bob);
    assertThat(Approved.by(read(jira))).containsExactly("5b10b0car000000000000002");

    // The rule says whether the requester may approve.
    Fixtures.set(jira.issue, "/fields/reporter", bob);
    assertThat(Approved.by(read(jira)))
        .containsExactly("5b10b0bob000000000000001", "5b10b0car000000000000002");
  }

  @Test
  void approvalsThatTheAccountMayNotSeeAreNotNone() {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    jira.answer("/rest/servicedeskapi/request/10042/approval", 404);
    assertThatThrownBy(() -> jira.connector().fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("agent");

    jira.answer("/rest/servicedeskapi/request/10042/approval", 403);
    assertThatThrownBy(() -> jira.connector().fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.NotPermitted.class);
  }

  @Test
  void approvalsWithoutTheirApproversAreNotNone() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.remove(jira.approvals, "/values/1/approvers");

    assertThatThrownBy(() -> read(jira)).isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void aTicketThatIsGoneIsToldFromAnExpiredToken() {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    jira.answer("/rest/api/3/issue/ACC-7", 404);
    assertThatThrownBy(() -> jira.connector().fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.NotFound.class);

    jira.answer("/rest/api/3/myself", 401);
    assertThatThrownBy(() -> jira.connector().fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.NotPermitted.class);
  }

  @Test
  void anAnswerToNobodyIsNotBelieved() {
    JiraServer cloud = JiraServer.cloud(WIRE, apis).serve();
    cloud.answer(
        "/rest/servicedeskapi/request/10042/approval",
        okJson("{\"values\":[],\"isLastPage\":true}")
            .withHeader("X-Seraph-LoginReason", "AUTHENTICATED_FAILED"));
    assertThatThrownBy(() -> cloud.connector().fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("token");

    JiraServer dataCenter = JiraServer.dataCenter(WIRE, apis).serve();
    dataCenter.answer(
        "/rest/api/2/issue/ACC-7",
        okJson(dataCenter.issue.toString()).withHeader("X-AUSERNAME", "anonymous"));
    assertThatThrownBy(() -> dataCenter.connector().fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.NotPermitted.class);
  }

  @Test
  void aWindowThatEndsBeforeItBeginsIsRefused() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.set(jira.issue, "/fields/customfield_10055", "2026-11-22T07:00:00.000+0000");

    assertThatThrownBy(() -> read(jira))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("plannedEnd");
  }

  private static Ticket read(JiraServer jira) {
    return jira.serve().connector().fetch(JiraServer.TICKET, null);
  }
}
