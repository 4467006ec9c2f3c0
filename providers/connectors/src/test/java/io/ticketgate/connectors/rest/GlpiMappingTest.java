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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The mapping of GLPI against answers as GLPI's apirest.md and TicketValidation have them. */
class GlpiMappingTest {

  private static final TicketRef REF = new TicketRef("itsm", "17");
  private static final String TICKET =
      """
      {"id":17,"entities_id":0,"name":"Access for a rotation; role:db-admin","date":"2026-11-20 09:00:00",
       "closedate":null,"solvedate":null,"date_mod":"2026-11-22 09:30:00","users_id_lastupdater":2,
       "status":2,"users_id_recipient":7,"requesttypes_id":1,"content":"rotate TDE keys","urgency":3,
       "impact":3,"priority":3,"itilcategories_id":0,"type":2,"global_validation":3,"is_deleted":0}
      """;
  private static final String ACCEPTED =
      """
      {"id":5,"entities_id":0,"users_id":7,"tickets_id":17,"users_id_validate":11,
       "comment_submission":"","comment_validation":"fine","status":3,
       "submission_date":"2026-11-22 09:00:00","validation_date":"2026-11-22 09:30:00",
       "timeline_position":1}
      """;
  private static final String WAITING =
      """
      {"id":6,"entities_id":0,"users_id":7,"tickets_id":17,"users_id_validate":0,
       "comment_submission":"","comment_validation":null,"status":2,
       "submission_date":"2026-11-22 09:00:00","validation_date":null,"timeline_position":1}
      """;
  private static final String ACTORS =
      """
      [{"id":31,"tickets_id":17,"users_id":9,"type":1,"use_notification":1,"alternative_email":""},
       {"id":32,"tickets_id":17,"users_id":2,"type":2,"use_notification":1,"alternative_email":""}]
      """;

  @RegisterExtension
  static final WireMockExtension GLPI =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  private RestConnector connector;

  @BeforeEach
  void connect() throws IOException {
    connector = Systems.readyMade("glpi").connector(apis, GLPI.baseUrl());
    answers(TICKET, "[" + ACCEPTED + "]", ACTORS);
  }

  private static void answers(String ticket, String validations, String actors) {
    GLPI.stubFor(
        get(urlPathEqualTo("/apirest.php/Ticket/17"))
            .withHeader("Session-Token", equalTo("secret-of-the-account"))
            .willReturn(okJson(ticket)));
    // Sub-items come in pages of 50 unless a range is asked for.
    GLPI.stubFor(
        get(urlPathEqualTo("/apirest.php/Ticket/17/TicketValidation"))
            .withQueryParam("range", equalTo("0-999"))
            .willReturn(okJson(validations)));
    GLPI.stubFor(
        get(urlPathEqualTo("/apirest.php/Ticket/17/Ticket_User")).willReturn(okJson(actors)));
  }

  @Test
  void readsATicketWithItsValidations() {
    Ticket ticket = connector.fetch(REF, null);

    assertThat(ticket.open()).isTrue();
    assertThat(ticket.state()).isEqualTo("assigned");
    assertThat(ticket.type()).isEqualTo("request");
    assertThat(ticket.requester()).isEqualTo("7");
    assertThat(ticket.requestedFor()).isEqualTo("9");
    assertThat(ticket.entitlements()).containsExactly(new EntitlementName.RealmRole("db-admin"));
    assertThat(ticket.version()).isEqualTo("2026-11-22T08:30:00Z");
    assertThat(ticket.approvals())
        .containsExactly(
            new Approval("11", Decision.APPROVED, Instant.parse("2026-11-22T08:30:00Z")));
    assertThat(ticket.url()).isEqualTo(GLPI.baseUrl() + "/front/ticket.form.php?id=17");
  }

  @Test
  void theTicketsOwnFlagProvesNothing() {
    answers(TICKET, "[" + ACCEPTED + "," + WAITING + "]", ACTORS);
    assertThat(connector.fetch(REF, null).approvals())
        .extracting(Approval::decision)
        .containsExactlyInAnyOrder(Decision.APPROVED, Decision.PENDING);
    answers(TICKET, "[]", ACTORS);
    assertThat(connector.fetch(REF, null).approvals()).isEmpty();
    answers(TICKET, "[" + ACCEPTED.replace("\"status\":3", "\"status\":4") + "]", ACTORS);
    assertThat(connector.fetch(REF, null).approvals())
        .extracting(Approval::decision)
        .containsExactly(Decision.REJECTED);
  }

  /** GLPI 11 has the person or group that was asked beside the one who answered. */
  private static String asked(String type, int id) {
    return ACCEPTED.replace(
        "\"users_id_validate\"",
        "\"itemtype_target\":\""
            + type
            + "\",\"items_id_target\":"
            + id
            + ",\"users_id_validate\"");
  }

  @Test
  void theApproverIsTheOneWhoWasAsked() {
    answers(TICKET, "[" + asked("User", 11) + "]", ACTORS);
    assertThat(connector.fetch(REF, null).approvals())
        .extracting(Approval::approver, Approval::decision)
        .containsExactly(tuple("11", Decision.APPROVED));
  }

  @Test
  void anAnswerOfSomebodyWhomNobodyAskedIsOpen() {
    // A substitute, a member of a group, and whoever wrote another name into the record.
    for (String record : List.of(asked("User", 12), asked("Group", 11), asked("Group", 3))) {
      answers(TICKET, "[" + record + "]", ACTORS);
      assertThat(connector.fetch(REF, null).approvals())
          .extracting(Approval::approver, Approval::decision)
          .containsExactly(tuple("11", Decision.PENDING));
      answers(TICKET, "[" + record.replace("\"status\":3", "\"status\":4") + "]", ACTORS);
      assertThat(connector.fetch(REF, null).approvals())
          .extracting(Approval::decision)
          .containsExactly(Decision.REJECTED);
    }
  }

  @Test
  void validationsBehindTheRangeAreNotOverlooked() {
    GLPI.stubFor(
        get(urlPathEqualTo("/apirest.php/Ticket/17/TicketValidation"))
            .willReturn(
                jsonResponse("[" + ACCEPTED + "]", 206).withHeader("Content-Range", "0-999/1200")));
    assertThatThrownBy(() -> connector.fetch(REF, null))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("validations");
  }

  @Test
  void aTitleThatCanHideWordsNamesNothing() {
    answers(
        TICKET.replace("role:db-admin", "role:reader&#60;p hidden&#62;; role:db-admin"),
        "[" + ACCEPTED + "]",
        ACTORS);
    assertThat(connector.fetch(REF, null).entitlements()).isEmpty();
  }

  @Test
  void aClosedSolvedOrBinnedTicketIsClosed() {
    answers(TICKET.replace("\"status\":2", "\"status\":5"), "[" + ACCEPTED + "]", ACTORS);
    assertThat(connector.fetch(REF, null).open()).isFalse();
    answers(TICKET.replace("\"is_deleted\":0", "\"is_deleted\":1"), "[]", ACTORS);
    assertThat(connector.fetch(REF, null).open()).isFalse();
  }

  @Test
  void severalRequestersOrNoneCannotSayForWhomItIs() {
    answers(TICKET, "[" + ACCEPTED + "]", ACTORS.replace("\"type\":2", "\"type\":1"));
    assertThatThrownBy(() -> connector.fetch(REF, null))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("requestedFor");
    answers(TICKET, "[" + ACCEPTED + "]", ACTORS.replace("\"users_id\":9", "\"users_id\":0"));
    assertThat(connector.fetch(REF, null).requestedFor()).isNull();
  }

  @Test
  void listsChangesByASearchInGlpisTimeZone() {
    GLPI.stubFor(
        get(urlPathEqualTo("/apirest.php/search/Ticket"))
            .withQueryParam("criteria[0][value]", equalTo("2026-11-22 09:00:00"))
            .willReturn(
                okJson(
                    "{\"totalcount\":1,\"count\":1,\"sort\":[19],\"order\":[\"ASC\"],"
                        + "\"data\":[{\"2\":17,\"19\":\"2026-11-22 09:30:00\"}]}")));
    Instant since = Instant.parse("2026-11-22T08:00:00Z");
    assertThat(connector.changedSince(since, null).orElseThrow().tickets())
        .containsExactly(new Changes.Changed("17", Instant.parse("2026-11-22T08:30:00Z")));

    GLPI.stubFor(
        get(urlPathEqualTo("/apirest.php/search/Ticket"))
            .willReturn(okJson("{\"totalcount\":0,\"count\":0}")));
    assertThat(connector.changedSince(since, null).orElseThrow().tickets()).isEmpty();
  }

  @Test
  void writesAPrivateFollowUp() {
    GLPI.stubFor(
        post(urlPathEqualTo("/apirest.php/ITILFollowup"))
            .willReturn(jsonResponse("{\"id\":80,\"message\":\"\"}", 201)));
    connector.addNote(REF, "Granted.");
    GLPI.verify(
        postRequestedFor(urlPathEqualTo("/apirest.php/ITILFollowup"))
            .withRequestBody(
                equalToJson(
                    "{\"input\":{\"itemtype\":\"Ticket\",\"items_id\":\"17\",\"content\":\"Granted.\","
                        + "\"is_private\":1}}")));
  }

  @Test
  void readsTheTicketOfAWebhook() {
    assertThat(connector.ticketKey("{\"item\":{\"id\":17,\"name\":\"x\"},\"event\":\"update\"}"))
        .contains("17");
  }
}
