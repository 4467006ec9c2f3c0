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

/** The mapping of Zammad against answers as its API documentation and history model have them. */
class ZammadMappingTest {

  private static final TicketRef REF = new TicketRef("itsm", "3");
  private static final String TICKET =
      """
      {"id":3,"group_id":1,"priority_id":2,"state_id":2,"number":"31003","title":"rotate TDE keys",
       "owner_id":1,"customer_id":5,"created_at":"2026-11-21T09:00:00.000Z",
       "updated_at":"2026-11-22T08:30:00.000Z","access_approval":"approved",
       "access_entitlements":"role:db-admin","group":"Access","priority":"2 normal","state":"open",
       "owner":"-","customer":"alice@example.com","created_by":"alice@example.com"}
      """;
  private static final String BOB_APPROVED =
      """
      {"id":41,"o_id":3,"value_from":"requested","value_to":"approved","created_by_id":8,
       "created_at":"2026-11-22T08:30:00.000Z","object":"Ticket","type":"updated","attribute":"access_approval"}
      """;
  private static final String EVE_ASKED_AGAIN =
      """
      {"id":42,"o_id":3,"value_from":"approved","value_to":"requested","created_by_id":9,
       "created_at":"2026-11-22T09:00:00.000Z","object":"Ticket","type":"updated","attribute":"access_approval"}
      """;
  private static final String OTHERS =
      """
      {"id":39,"o_id":3,"created_by_id":5,"created_at":"2026-11-21T09:00:00.000Z","object":"Ticket","type":"created"},
      {"id":40,"o_id":3,"id_from":1,"id_to":2,"value_from":"new","value_to":"approved","created_by_id":5,
       "created_at":"2026-11-21T09:00:00.000Z","object":"Ticket","type":"updated","attribute":"title"},
      """;

  @RegisterExtension
  static final WireMockExtension ZAMMAD =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  private RestConnector connector;

  @BeforeEach
  void connect() throws IOException {
    connector = Systems.readyMade("zammad").connector(apis, ZAMMAD.baseUrl());
    answers(TICKET, OTHERS + BOB_APPROVED);
  }

  private static void answers(String ticket, String history) {
    ZAMMAD.stubFor(
        get(urlPathEqualTo("/api/v1/tickets/3"))
            .withQueryParam("expand", equalTo("true"))
            .withHeader("Authorization", equalTo("Token secret-of-the-account"))
            .willReturn(okJson(ticket)));
    ZAMMAD.stubFor(
        get(urlPathEqualTo("/api/v1/ticket_history/3"))
            .willReturn(okJson("{\"history\":[" + history + "],\"assets\":{}}")));
  }

  @Test
  void theApproverIsWhoChangedTheAttribute() {
    Ticket ticket = connector.fetch(REF, null);

    assertThat(ticket.open()).isTrue();
    assertThat(ticket.type()).isEqualTo("request");
    assertThat(ticket.requester()).isEqualTo("alice@example.com");
    assertThat(ticket.requestedFor()).isEqualTo("alice@example.com");
    assertThat(ticket.entitlements()).containsExactly(new EntitlementName.RealmRole("db-admin"));
    assertThat(ticket.justification()).isEqualTo("rotate TDE keys");
    assertThat(ticket.version()).isEqualTo("2026-11-22T08:30:00Z");
    assertThat(ticket.approvals())
        .containsExactly(
            new Approval("8", Decision.APPROVED, Instant.parse("2026-11-22T08:30:00Z")));
    assertThat(ticket.url()).isEqualTo(ZAMMAD.baseUrl() + "/#ticket/zoom/3");
  }

  @Test
  void theLastChangeOfTheAttributeCounts() {
    answers(TICKET, OTHERS + BOB_APPROVED + "," + EVE_ASKED_AGAIN);
    assertThat(connector.fetch(REF, null).approvals())
        .extracting(Approval::decision)
        .containsExactly(Decision.PENDING);
  }

  @Test
  void anAttributeThatWasSetWhenTheTicketWasMadeApprovesNothing() {
    answers(TICKET, OTHERS.strip().replaceAll(",$", ""));
    assertThat(connector.fetch(REF, null).approvals()).isEmpty();
  }

  @Test
  void aStateOfOnesOwnIsClosedUntilItIsNamed() {
    answers(TICKET.replace("\"state\":\"open\"", "\"state\":\"merged\""), BOB_APPROVED);
    assertThat(connector.fetch(REF, null).open()).isFalse();
  }

  @Test
  void namesTheAttributeThatIsNotThere() {
    answers(TICKET.replace("access_entitlements", "other"), BOB_APPROVED);
    assertThatThrownBy(() -> connector.fetch(REF, null))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("$.access_entitlements");
  }

  @Test
  void listsChangesByASearch() {
    ZAMMAD.stubFor(
        get(urlPathEqualTo("/api/v1/tickets/search"))
            .withQueryParam("query", equalTo("updated_at:[2026-11-22T08:00:00Z TO *]"))
            .withQueryParam("page", equalTo("1"))
            .willReturn(okJson("[" + TICKET + "]")));
    assertThat(
            connector
                .changedSince(Instant.parse("2026-11-22T08:00:00Z"), null)
                .orElseThrow()
                .tickets())
        .containsExactly(new Changes.Changed("3", Instant.parse("2026-11-22T08:30:00Z")));
  }

  @Test
  void writesAnInternalArticle() {
    ZAMMAD.stubFor(
        post(urlPathEqualTo("/api/v1/ticket_articles"))
            .willReturn(jsonResponse("{\"id\":6,\"ticket_id\":3}", 201)));
    connector.addNote(REF, "Granted.");
    ZAMMAD.verify(
        postRequestedFor(urlPathEqualTo("/api/v1/ticket_articles"))
            .withRequestBody(
                equalToJson(
                    "{\"ticket_id\":\"3\",\"subject\":\"Ticket Gate\",\"body\":\"Granted.\","
                        + "\"content_type\":\"text/plain\",\"type\":\"note\",\"internal\":true}")));
  }

  @Test
  void readsTheTicketOfAWebhook() {
    assertThat(connector.ticketKey("{\"ticket\":" + TICKET + ",\"article\":{\"id\":9}}"))
        .contains("3");
  }
}
