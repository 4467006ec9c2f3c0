package io.ticketgate.connectors.rest;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The mapping of Freshservice against answers as its API documentation has them. */
class FreshserviceMappingTest {

  private static final TicketRef REF = new TicketRef("itsm", "21");
  private static final String CHANGE =
      """
      {"id":21,"agent_id":40,"requester_id":50,"group_id":3,"priority":1,"impact":1,"status":3,
       "risk":2,"change_type":4,"approval_status":1,"subject":"rotate TDE keys",
       "planned_start_date":"2026-11-22T10:00:00Z","planned_end_date":"2026-11-22T12:00:00Z",
       "created_at":"2026-11-21T10:00:00Z","updated_at":"2026-11-22T08:30:00Z",
       "custom_fields":{"requested_for":"alice","entitlements":"role:orders/refund"}}
      """;
  private static final String APPROVED =
      """
      {"id":1,"parent":"change","parent_id":21,"approver_id":60,"approver_name":"Bob",
       "approval_type":1,"level":1,"user_id":50,"user_name":"Rita","delegatee":null,
       "latest_remark":"fine",
       "approval_status":{"id":1,"name":"approved"},"created_at":"2026-11-22T08:00:00Z",
       "updated_at":"2026-11-22T08:30:00Z"}
      """;

  @RegisterExtension
  static final WireMockExtension FRESHSERVICE =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  private RestConnector connector;

  @BeforeEach
  void connect() throws IOException {
    connector = Systems.readyMade("freshservice").connector(apis, FRESHSERVICE.baseUrl());
    answers(CHANGE, APPROVED);
  }

  private static void answers(String change, String approvals) {
    FRESHSERVICE.stubFor(
        get(urlPathEqualTo("/api/v2/changes/21"))
            .withHeader("Authorization", equalTo("Basic secret-of-the-account"))
            .willReturn(okJson("{\"change\":" + change + "}")));
    FRESHSERVICE.stubFor(
        get(urlPathEqualTo("/api/v2/changes/21/approvals"))
            .withQueryParam("per_page", equalTo("100"))
            .willReturn(okJson("{\"approvals\":[" + approvals + "]}")));
  }

  @Test
  void readsAChangeWithItsApprovals() {
    Ticket ticket = connector.fetch(REF, null);

    assertThat(ticket.open()).isTrue();
    assertThat(ticket.state()).isEqualTo("approval");
    assertThat(ticket.type()).isEqualTo("emergency");
    assertThat(ticket.risk()).isEqualTo("medium");
    assertThat(ticket.requester()).isEqualTo("50");
    assertThat(ticket.requestedFor()).isEqualTo("alice");
    assertThat(ticket.entitlements())
        .containsExactly(new EntitlementName.ClientRole("orders", "refund"));
    assertThat(ticket.plannedEnd()).isEqualTo(Instant.parse("2026-11-22T12:00:00Z"));
    assertThat(ticket.version()).isEqualTo("2026-11-22T08:30:00Z");
    assertThat(ticket.approvals())
        .containsExactly(
            new Approval("60", Decision.APPROVED, Instant.parse("2026-11-22T08:30:00Z")));
  }

  @Test
  void theChangesOwnApprovalStatusProvesNothing() {
    answers(CHANGE, APPROVED + "," + APPROVED.replace("approved", "requested").replace("60", "61"));
    assertThat(connector.fetch(REF, null).approvals())
        .extracting(Approval::decision)
        .containsExactly(Decision.APPROVED, Decision.PENDING);
    answers(CHANGE, APPROVED.replace("approved", "cancelled"));
    assertThat(connector.fetch(REF, null).approvals())
        .extracting(Approval::decision)
        .containsExactly(Decision.NOT_REQUIRED);
  }

  // Either of the two may have answered, and Freshservice does not say which.
  @Test
  void anApprovalThatWasDelegatedIsOpen() {
    String delegated =
        APPROVED.replace("\"delegatee\":null", "\"delegatee\":{\"id\":50,\"name\":\"Rita\"}");
    answers(CHANGE, delegated);
    assertThat(connector.fetch(REF, null).approvals())
        .extracting(Approval::approver, Approval::decision)
        .containsExactly(tuple("60", Decision.PENDING));
    answers(CHANGE, delegated.replace("approved", "rejected"));
    assertThat(connector.fetch(REF, null).approvals())
        .extracting(Approval::decision)
        .containsExactly(Decision.REJECTED);
    answers(CHANGE, APPROVED.replace("\"delegatee\":null,", ""));
    assertThat(connector.fetch(REF, null).approvals())
        .extracting(Approval::decision)
        .containsExactly(Decision.APPROVED);
  }

  @Test
  void approvalsOfAFurtherPageAreNotOverlooked() {
    FRESHSERVICE.stubFor(
        get(urlPathEqualTo("/api/v2/changes/21/approvals"))
            .willReturn(
                okJson("{\"approvals\":[" + APPROVED + "]}")
                    .withHeader(
                        "link",
                        "<https://example.freshservice.com/api/v2/changes/21/approvals?page=2>;"
                            + " rel=\"next\"")));
    assertThatThrownBy(() -> connector.fetch(REF, null))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("part");
  }

  @Test
  void aRiskThatWasAddedIsNoHarmlessOne() {
    answers(CHANGE.replace("\"risk\":2", "\"risk\":5"), APPROVED);
    assertThatThrownBy(() -> connector.fetch(REF, null))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("risk");
  }

  @Test
  void aClosedChangeIsClosed() {
    answers(CHANGE.replace("\"status\":3", "\"status\":6"), APPROVED);
    assertThat(connector.fetch(REF, null).open()).isFalse();
  }

  @Test
  void listsChangesPageByPage() {
    FRESHSERVICE.stubFor(
        get(urlPathEqualTo("/api/v2/changes"))
            .withQueryParam("updated_since", equalTo("2026-11-22T08:00:00Z"))
            .withQueryParam("page", equalTo("1"))
            .willReturn(okJson("{\"changes\":[" + CHANGE + "]}")));
    FRESHSERVICE.stubFor(
        get(urlPathEqualTo("/api/v2/changes"))
            .withQueryParam("page", equalTo("2"))
            .willReturn(okJson("{\"changes\":[]}")));
    Instant since = Instant.parse("2026-11-22T08:00:00Z");
    Changes first = connector.changedSince(since, null).orElseThrow();
    assertThat(first.tickets())
        .containsExactly(new Changes.Changed("21", Instant.parse("2026-11-22T08:30:00Z")));
    assertThat(connector.changedSince(since, first.next()).orElseThrow().next()).isNull();
  }

  @Test
  void writesANote() {
    FRESHSERVICE.stubFor(
        post(urlPathEqualTo("/api/v2/changes/21/notes"))
            .willReturn(jsonResponse("{\"note\":{\"id\":9}}", 201)));
    connector.addNote(REF, "Granted <b>");
    FRESHSERVICE.verify(
        postRequestedFor(urlPathEqualTo("/api/v2/changes/21/notes"))
            .withRequestBody(equalToJson("{\"body\":\"Granted &lt;b&gt;\"}")));
  }
}
