package io.ticketgate.connectors.jira;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JiraFetchTest {

  private static final Instant MANAGER = Instant.parse("2026-11-21T10:01:40Z");
  private static final Instant CAB = Instant.parse("2026-11-21T10:05:00Z");

  @RegisterExtension
  static final WireMockExtension WIRE =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  @Test
  void readsARequestOfTheCloud() {
    Ticket ticket = JiraServer.cloud(WIRE, apis).serve().connector().fetch(JiraServer.TICKET, null);

    assertThat(ticket)
        .isEqualTo(
            new Ticket(
                JiraServer.TICKET,
                "Access request",
                "Implementing",
                true,
                CAB.toString(),
                "5b10a2844c20165700ede21a",
                "5b10ac8d82e05b22cc7d4ef5",
                List.of(
                    new EntitlementName.RealmRole("db-admin"),
                    new EntitlementName.ClientRole("orders", "refund")),
                List.of(
                    new Approval("5b10b0bob000000000000001", Decision.APPROVED, MANAGER),
                    new Approval("5b10b0eve000000000000003", Decision.NOT_REQUIRED, MANAGER),
                    new Approval("5b10b0car000000000000002", Decision.APPROVED, CAB)),
                "Rotate the TDE keys,\nsee the change plan.",
                "Moderate",
                "pg-prod-01",
                Instant.parse("2026-11-22T08:00:00Z"),
                Instant.parse("2026-11-22T12:00:00Z"),
                WIRE.baseUrl() + "/browse/ACC-7"));
  }

  @Test
  void readsARequestOfDataCenter() {
    Ticket ticket =
        JiraServer.dataCenter(WIRE, apis).serve().connector().fetch(JiraServer.TICKET, null);

    assertThat(ticket.requester()).isEqualTo("rita");
    assertThat(ticket.requestedFor()).isEqualTo("alice");
    assertThat(ticket.entitlements())
        .containsExactly(
            new EntitlementName.RealmRole("db-admin"),
            new EntitlementName.ClientRole("orders", "refund"));
    assertThat(ticket.approvals())
        .containsExactly(
            new Approval("bob", Decision.APPROVED, MANAGER),
            new Approval("eve", Decision.NOT_REQUIRED, MANAGER),
            new Approval("carol", Decision.APPROVED, CAB));
    assertThat(ticket.configurationItem()).isEqualTo("pg-prod-01");
    assertThat(ticket.justification()).isEqualTo("Rotate the TDE keys,\r\nsee the change plan.");
  }

  @Test
  void asksForTheFieldsThatItNeedsAndNoMore() {
    JiraServer.cloud(WIRE, apis)
        .serve()
        .connector("requestTypeField", "customfield_10010")
        .fetch(JiraServer.TICKET, null);

    WIRE.verify(
        getRequestedFor(urlPathEqualTo("/rest/api/3/issue/ACC-7"))
            .withQueryParam(
                "fields",
                equalTo(
                    "status,resolution,issuetype,project,reporter,creator,updated,customfield_10010,"
                        + "customfield_10050,customfield_10051,description,customfield_10052,"
                        + "customfield_10053,customfield_10054,customfield_10055"))
            .withQueryParam(
                "expand",
                equalTo("customfield_10053.cmdb.label,customfield_10053.cmdb.objectKey")));
  }

  @Test
  void optsInToTheApprovalsOfDataCenter() {
    JiraServer.dataCenter(WIRE, apis).serve().connector().fetch(JiraServer.TICKET, null);

    WIRE.verify(
        getRequestedFor(urlPathEqualTo("/rest/servicedeskapi/request/10042/approval"))
            .withHeader("X-ExperimentalApi", equalTo("opt-in")));
    WIRE.verify(
        getRequestedFor(urlPathEqualTo("/rest/api/2/issue/ACC-7"))
            .withQueryParam("expand", absent()));
  }

  @Test
  void takesTheRequestTypeWhereTheSettingsNameItsField() {
    JiraConnector connector =
        JiraServer.cloud(WIRE, apis).serve().connector("requestTypeField", "customfield_10010");

    assertThat(connector.fetch(JiraServer.TICKET, null).type()).isEqualTo("Privileged access");
  }

  @Test
  void anIssueWithoutRequestTypeHasNoTypeThatARuleCouldName() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.set(jira.issue, "/fields/customfield_10010", Fixtures.json("null"));

    Ticket ticket =
        jira.serve()
            .connector("requestTypeField", "customfield_10010")
            .fetch(JiraServer.TICKET, null);

    assertThat(ticket.type()).isEqualTo("(no request type)");
  }

  @Test
  void theVersionIsTheLaterOfTheIssueAndItsApprovals() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    JiraConnector connector = jira.serve().connector();
    String approvedLast = connector.fetch(JiraServer.TICKET, null).version();
    Fixtures.set(jira.issue, "/fields/updated", "2026-11-21T05:05:00.001-0500");
    jira.serve();

    String changedLast = connector.fetch(JiraServer.TICKET, null).version();

    assertThat(approvedLast).isEqualTo("2026-11-21T10:05:00Z");
    assertThat(changedLast).isEqualTo("2026-11-21T10:05:00.001Z");
    assertThat(connector.compareVersions(approvedLast, changedLast)).isNegative();
  }

  @Test
  void linksToTheSiteWhereTheApiIsElsewhere() {
    Ticket ticket =
        JiraServer.cloud(WIRE, apis)
            .serve()
            .connector("siteUrl", "https://example.atlassian.net/")
            .fetch(JiraServer.TICKET, null);

    assertThat(ticket.url()).isEqualTo("https://example.atlassian.net/browse/ACC-7");
  }
}
