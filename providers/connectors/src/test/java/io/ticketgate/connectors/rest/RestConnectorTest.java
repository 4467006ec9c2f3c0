package io.ticketgate.connectors.rest;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.notFound;
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
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What any JSON API can get wrong, and what the gate makes of it. */
class RestConnectorTest {

  private static final TicketRef REF = new TicketRef("itsm", "C-1");
  private static final Instant T = Instant.parse("2026-11-22T08:00:00Z");
  private static final String GOOD =
      "{'id':'C-1','state':'open','for':'alice','wants':'role:db-admin','version':7,"
          + "'approvals':[{'by':'bob','said':'yes'}]}";

  @RegisterExtension
  static final WireMockExtension ITSM =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  private static void answers(String path, String json) {
    ITSM.stubFor(get(urlPathEqualTo(path)).willReturn(okJson(json.replace('\'', '"'))));
  }

  private Ticket fetch(Systems system, String json) {
    answers("/tickets/C-1", json);
    return system.connector(apis, ITSM.baseUrl()).fetch(REF, null);
  }

  private void isMalformed(Systems system, String json, String... saying) {
    assertThatThrownBy(() -> fetch(system, json))
        .isInstanceOf(ItsmException.Malformed.class)
        .message()
        .contains(saying);
  }

  @Test
  void readsATicketByItsMapping() {
    Ticket ticket = fetch(Systems.plain().with("linkPath", "/show?t={key}"), GOOD);

    assertThat(ticket)
        .isEqualTo(
            new Ticket(
                REF,
                "change",
                "open",
                true,
                "7",
                null,
                "alice",
                List.of(new EntitlementName.RealmRole("db-admin")),
                List.of(new Approval("bob", Decision.APPROVED, null)),
                null,
                null,
                null,
                null,
                null,
                ITSM.baseUrl() + "/show?t=C-1"));
  }

  @Test
  void takesAStateThatNobodyNamedForClosed() {
    assertThat(fetch(Systems.plain(), GOOD.replace("'open'", "'Open'")).open()).isFalse();
    assertThat(fetch(Systems.plain(), GOOD.replace("'open'", "2")).open()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "null", "''", "'no'"})
  void takesADeletedTicketForClosed(String deleted) {
    Systems system =
        Systems.plain().with("fields", "id=$.id", "state=$.state", "deleted=$.deleted");
    assertThat(fetch(system, GOOD.replace("'id'", "'deleted':0,'id'")).open()).isTrue();
    assertThat(fetch(system, GOOD.replace("'id'", "'deleted':" + deleted + ",'id'")).open())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'Yes'", "'approved'", "true", "1", "null", "''"})
  void takesADecisionThatNobodyNamedForAnOpenOne(String said) {
    assertThat(fetch(Systems.plain(), GOOD.replace("'yes'", said)).approvals())
        .containsExactly(new Approval("bob", Decision.PENDING, null));
  }

  @Test
  void knowsRejectedAndWithdrawnDecisions() {
    assertThat(fetch(Systems.plain(), GOOD.replace("'yes'", "'no'")).approvals())
        .containsExactly(new Approval("bob", Decision.REJECTED, null));
    assertThat(fetch(Systems.plain(), GOOD.replace("'yes'", "'withdrawn'")).approvals())
        .containsExactly(new Approval("bob", Decision.NOT_REQUIRED, null));
  }

  @Test
  void namesTheFieldThatIsMissing() {
    isMalformed(
        Systems.plain(), GOOD.replace("'for'", "'whom'"), "requestedFor", "$.for", "missing");
    isMalformed(Systems.plain(), GOOD.replace("'wants'", "'want'"), "entitlements", "missing");
    isMalformed(Systems.plain(), GOOD.replace("'said'", "'says'"), "decision", "missing");
    isMalformed(Systems.plain(), GOOD.replace("'approvals'", "'approval'"), "approvals", "missing");
    isMalformed(Systems.plain(), GOOD.replace("'version'", "'v'"), "versions", "missing");
  }

  @Test
  void takesNullForNotGivenWhereATicketNeedNotSay() {
    Ticket ticket = fetch(Systems.plain(), GOOD.replace("'alice'", "null"));
    assertThat(ticket.requestedFor()).isNull();
    isMalformed(Systems.plain(), GOOD.replace("'open'", "null"), "no state");
    isMalformed(Systems.plain(), GOOD.replace("7", "null"), "versions");
  }

  @Test
  void refusesSeveralValuesWhereOneIsExpected() {
    Systems system =
        Systems.plain()
            .with("fields", "id=$.id", "state=$.state", "requestedFor=$.people[?@.for==true].name");
    String two =
        GOOD.replace("'for':'alice'", "'people':[{'for':true,'name':'a'},{'for':true,'name':'b'}]");
    isMalformed(system, two, "requestedFor", "several values");
    isMalformed(system, two.replace("true", "false"), "requestedFor", "missing");
    isMalformed(Systems.plain(), GOOD.replace("'alice'", "['alice']"), "not a single value");
  }

  @Test
  void refusesTheTicketThatAnotherWasMergedInto() {
    assertThatThrownBy(() -> fetch(Systems.plain(), GOOD.replace("'C-1'", "'C-2'")))
        .isInstanceOf(ItsmException.NotFound.class)
        .hasMessageContaining("another ticket")
        .hasMessageContaining("itsm:C-1");
  }

  @Test
  void refusesATypeOrRiskThatHasNoWord() {
    Systems system =
        Systems.plain()
            .without("ticketType")
            .with("fields", "id=$.id", "state=$.state", "type=$.type", "risk=$.risk")
            .with("values", "risk:3=high", "state:open=Open");
    Ticket ticket = fetch(system, GOOD.replace("'id'", "'risk':3,'type':'x','id'"));
    assertThat(ticket.risk()).isEqualTo("high");
    assertThat(ticket.type()).isEqualTo("x");
    assertThat(ticket.state()).isEqualTo("Open");
    isMalformed(system, GOOD.replace("'id'", "'risk':4,'type':'x','id'"), "risk", "values");
  }

  @Test
  void seesThatApprovalsAreNotShown() {
    Systems system = Systems.plain().with("approvalsCount", "$.total");
    assertThat(fetch(system, GOOD.replace("'id'", "'total':1,'id'")).approvals()).hasSize(1);
    isMalformed(system, GOOD.replace("'id'", "'total':2,'id'"), "approvalsCount", "number");
  }

  @Test
  void aRecordThatMayNotApproveIsOpenWhenItSaysApproved() {
    Systems system =
        Systems.plain().with("countedApprovals", "$.approvals[?@.asked==@.by && @.stage=='last']");
    String records =
        "{'by':'bob','said':'yes','asked':'bob','stage':'last'},"
            + "{'by':'carol','said':'yes','asked':'bob','stage':'last'},"
            + "{'by':'dave','said':'yes','asked':'dave','stage':'first'},"
            + "{'by':'erin','said':'no','asked':'bob','stage':'first'},"
            + "{'by':'frank','said':'yes'}";

    assertThat(fetch(system, GOOD.replace("{'by':'bob','said':'yes'}", records)).approvals())
        .containsExactly(
            new Approval("bob", Decision.APPROVED, null),
            new Approval("carol", Decision.PENDING, null),
            new Approval("dave", Decision.PENDING, null),
            new Approval("erin", Decision.REJECTED, null),
            new Approval("frank", Decision.PENDING, null));
  }

  // Both say the same, so only where they are tells them apart.
  @Test
  void ofTwoLikeRecordsOnlyTheSelectedOneApproves() {
    Systems system = Systems.plain().with("countedApprovals", "$.approvals[0:1]");
    String twice = "{'by':'bob','said':'yes'},{'by':'bob','said':'yes'}";

    assertThat(fetch(system, GOOD.replace("{'by':'bob','said':'yes'}", twice)).approvals())
        .extracting(Approval::decision)
        .containsExactlyInAnyOrder(Decision.APPROVED, Decision.PENDING);
  }

  @Test
  void recordsOfAnotherAnswerCannotBeCounted() {
    Systems system =
        Systems.plain()
            .with("answers", "more=/tickets/{key}/more")
            .with("countedApprovals", "more:$.approvals[?@.by=='bob']");

    assertThatThrownBy(() -> system.connector(apis, ITSM.baseUrl()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("countedApprovals");
  }

  /** As Freshservice, GitLab and others (Link), and GLPI (206) tell of it. */
  @Test
  void aPartOfTheApprovalsIsNotAllOfThem() {
    Systems system = systemWithApprovalsApart();
    String records = "[{\"by\":\"bob\",\"said\":\"yes\"}]";
    for (var part :
        List.of(
            okJson(records).withHeader("Link", "<" + ITSM.baseUrl() + "/a?page=2>; rel=\"next\""),
            okJson(records).withHeader("Link", "</a?page=9>; rel=last, </a?page=2>; rel=next"),
            okJson(records).withStatus(206).withHeader("Content-Range", "0-0/2"))) {
      ITSM.stubFor(get(urlPathEqualTo("/tickets/C-1/approvals")).willReturn(part));
      assertThatThrownBy(() -> fetch(system, GOOD))
          .isInstanceOf(ItsmException.Malformed.class)
          .hasMessageContaining("only a part of 'approvals'");
    }
    ITSM.stubFor(
        get(urlPathEqualTo("/tickets/C-1/approvals"))
            .willReturn(okJson(records).withHeader("Link", "</a?page=1>; rel=\"prev first\"")));
    assertThat(fetch(system, GOOD).approvals()).hasSize(1);
  }

  private static Systems systemWithApprovalsApart() {
    return Systems.plain()
        .with("answers", "approvals=/tickets/{key}/approvals")
        .with("approvals", "approvals:$");
  }

  @Test
  void whatMakesATicketUnreadableDoesNotHideItsClosing() {
    Systems system =
        systemWithApprovalsApart()
            .with("fields", "id=$.id", "state=$.state", "requestedFor=$.for[*]");
    answers("/tickets/C-1/approvals", "[{'by':'bob','said':'yes'}]");
    Ticket known = fetch(system, GOOD.replace("'alice'", "['alice']"));

    String two = GOOD.replace("'alice'", "['alice','eve']").replace("7", "8");
    isMalformed(system, two, "requestedFor");
    answers("/tickets/C-1", two.replace("'open'", "'closed'"));
    RestConnector connector = system.connector(apis, ITSM.baseUrl());
    assertThat(connector.fetch(REF, known)).isEqualTo(known.closed("closed", "8"));
    assertThatThrownBy(() -> connector.fetch(REF, null))
        .isInstanceOf(ItsmException.Malformed.class);

    ITSM.stubFor(
        get(urlPathEqualTo("/tickets/C-1/approvals")).willReturn(aResponse().withStatus(403)));
    assertThat(connector.fetch(REF, known)).isEqualTo(known.closed("closed", "8"));
    answers("/tickets/C-1", two);
    assertThatThrownBy(() -> connector.fetch(REF, known))
        .isInstanceOf(ItsmException.NotPermitted.class);
  }

  @Test
  void anEmptyListOfApprovalsApprovesNothing() {
    String none = GOOD.replace("{'by':'bob','said':'yes'}", "");
    assertThat(fetch(Systems.plain(), none).approvals()).isEmpty();
  }

  @Test
  void refusesAnApprovalByNobody() {
    Systems system = Systems.plain().with("nobody", "0");
    isMalformed(system, GOOD.replace("'bob'", "0"), "approver", "names nobody");
    isMalformed(system, GOOD.replace("'bob'", "null"), "approver", "names nobody");
    assertThat(fetch(system, GOOD.replace("'bob','said':'yes'", "0,'said':'asked'")).approvals())
        .containsExactly(new Approval(ApprovalRecords.UNKNOWN, Decision.PENDING, null));
  }

  @Test
  void countsOnlyTheLastRecordOfEachStep() {
    Systems system =
        Systems.plain()
            .with("approvalFields", "approver=$.by", "decision=$.said", "at=$.at", "step=$.step");
    String early = "{'by':'bob','said':'yes','at':'2026-11-22T08:00:00Z','step':'one'}";
    String late = "{'by':'eve','said':'asked','at':'2026-11-22T09:00:00Z','step':'one'}";
    String other = "{'by':'carol','said':'yes','at':'2026-11-22T07:00:00Z','step':'two'}";
    String json = GOOD.replace("{'by':'bob','said':'yes'}", String.join(",", early, late, other));

    assertThat(fetch(system, json).approvals())
        .extracting(Approval::approver)
        .containsExactly("carol", "eve");
    assertThat(fetch(system, json.replace("09:00", "08:00")).approvals()).hasSize(3);
    isMalformed(system, json.replace("'2026-11-22T09:00:00Z'", "null"), "at", "is empty");
  }

  @Test
  void readsApprovalsAtASecondPath() {
    Systems system =
        Systems.plain()
            .with("answers", "votes=/tickets/{key}/votes?all=true")
            .with("approvals", "votes:$.list[?@.kind=='cab']");
    answers("/tickets/C-1", GOOD);
    RestConnector connector = system.connector(apis, ITSM.baseUrl());
    assertThatThrownBy(() -> connector.fetch(REF, null))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("votes");

    ITSM.stubFor(
        get(urlPathEqualTo("/tickets/C-1/votes"))
            .withQueryParam("all", equalTo("true"))
            .willReturn(
                okJson(
                    "{\"list\":[{\"kind\":\"cab\",\"by\":\"bob\",\"said\":\"yes\"},"
                        + "{\"kind\":\"like\",\"by\":\"eve\",\"said\":\"yes\"}]}")));
    assertThat(connector.fetch(REF, null).approvals())
        .containsExactly(new Approval("bob", Decision.APPROVED, null));
  }

  @Test
  void tellsNotFoundFromNotPermitted() {
    ITSM.stubFor(get(urlPathEqualTo("/tickets/C-1")).willReturn(notFound()));
    RestConnector connector = Systems.plain().connector(apis, ITSM.baseUrl());
    assertThatThrownBy(() -> connector.fetch(REF, null)).isInstanceOf(ItsmException.NotFound.class);
    ITSM.stubFor(get(urlPathEqualTo("/tickets/C-1")).willReturn(aResponse().withStatus(403)));
    assertThatThrownBy(() -> connector.fetch(REF, null))
        .isInstanceOf(ItsmException.NotPermitted.class);
  }

  @Test
  void theLatestOfSeveralVersionsCounts() {
    Systems system = Systems.plain().with("versions", "$.version", "$.approvals[*].at");
    String json =
        GOOD.replace("7", "'2026-11-22T08:00:00Z'")
            .replace("'said'", "'at':'2026-11-22T10:00:00+01:00','said'");
    assertThat(fetch(system, json).version()).isEqualTo("2026-11-22T09:00:00Z");
    isMalformed(system, json.replace("'2026-11-22T08:00:00Z'", "7"), "versions", "numbers");
  }

  @Test
  void listsChangesByCountedPages() {
    Systems system =
        Systems.plain()
            .with("changesPath", "/changed?after={since}&page={page}")
            .with("changes", "$.list")
            .with("changedKey", "$.id")
            .with("changedAt", "$.at");
    ITSM.stubFor(
        get(urlPathEqualTo("/changed"))
            .withQueryParam("after", equalTo("2026-11-22T08:00:00Z"))
            .withQueryParam("page", equalTo("1"))
            .willReturn(
                okJson(
                    "{\"list\":[{\"id\":\"C-1\",\"at\":\"2026-11-22T09:00:00Z\"},"
                        + "{\"id\":\"no key\",\"at\":\"2026-11-22T09:00:00Z\"}]}")));
    ITSM.stubFor(
        get(urlPathEqualTo("/changed"))
            .withQueryParam("page", equalTo("2"))
            .willReturn(okJson("{\"list\":[]}")));
    RestConnector connector = system.connector(apis, ITSM.baseUrl());

    Changes first = connector.changedSince(T, null).orElseThrow();
    assertThat(first.tickets())
        .containsExactly(new Changes.Changed("C-1", Instant.parse("2026-11-22T09:00:00Z")));
    Changes second = connector.changedSince(T, first.next()).orElseThrow();
    assertThat(second.tickets()).isEmpty();
    assertThat(second.next()).isNull();
  }

  @Test
  void listsChangesByTheNextLink() {
    Systems system =
        Systems.plain()
            .with("changesPath", "/changed?after={since}")
            .with("changes", "$.list[*]")
            .with("changedKey", "$.id")
            .with("changedAt", "$.at")
            .with("changesNext", "$.links.next");
    answers(
        "/changed",
        "{'list':[{'id':'C-1','at':'2026-11-22T09:00:00Z'}],'links':{'next':'"
            + ITSM.baseUrl()
            + "/more'}}");
    answers("/more", "{'list':[{'id':'C-2','at':'2026-11-22T09:30:00Z'}]}");
    RestConnector connector = system.connector(apis, ITSM.baseUrl());

    Changes first = connector.changedSince(T, null).orElseThrow();
    Changes second = connector.changedSince(T, first.next()).orElseThrow();

    assertThat(second.tickets()).extracting(Changes.Changed::key).containsExactly("C-2");
    assertThat(second.next()).isNull();
  }

  @Test
  void withoutAChangesPathNothingIsListed() {
    assertThat(Systems.plain().connector(apis, ITSM.baseUrl()).changedSince(T, null)).isEmpty();
  }

  @Test
  void writesANoteThatStaysInsideItsText() {
    Systems system =
        Systems.plain()
            .with("notePath", "/tickets/{key}/notes")
            .with(
                "noteBody",
                "{\"text\":\"{note}\",\"html\":\"{noteHtml}\",\"of\":[\"{key}\"],\"n\":1}");
    ITSM.stubFor(post(urlPathEqualTo("/tickets/C-1/notes")).willReturn(okJson("{}")));

    system.connector(apis, ITSM.baseUrl()).addNote(REF, "a \"quote\"\n<b>{key}</b>");

    ITSM.verify(
        postRequestedFor(urlPathEqualTo("/tickets/C-1/notes"))
            .withRequestBody(
                equalToJson(
                    "{\"text\":\"a \\\"quote\\\"\\n<b>{key}</b>\","
                        + "\"html\":\"a &quot;quote&quot;<br>&lt;b&gt;{key}&lt;/b&gt;\","
                        + "\"of\":[\"C-1\"],\"n\":1}")));
  }

  @Test
  void withoutANotePathNoNotesAreWritten() {
    RestConnector connector = Systems.plain().connector(apis, ITSM.baseUrl());
    assertThatThrownBy(() -> connector.addNote(REF, "granted"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void readsTheTicketOfAWebhook() {
    RestConnector connector = Systems.plain().connector(apis, ITSM.baseUrl());
    assertThat(connector.ticketKey("{\"ticket\":\"C-1\"}")).contains("C-1");
    assertThat(connector.ticketKey("{\"ticket\":17}")).contains("17");
    RestConnector nested =
        Systems.plain().with("webhookTicket", "$.a.id").connector(apis, ITSM.baseUrl());
    assertThat(nested.ticketKey("{\"a\":{\"id\":3}}")).contains("3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "{\"ticket\":",
        "{}",
        "{\"ticket\":null}",
        "{\"ticket\":{}}",
        "{\"ticket\":[\"C-1\"]}",
        "{\"ticket\":\"../users\"}",
        "[]"
      })
  void anyOtherWebhookIsAboutNoTicket(String body) {
    assertThat(Systems.plain().connector(apis, ITSM.baseUrl()).ticketKey(body)).isEmpty();
  }
}
