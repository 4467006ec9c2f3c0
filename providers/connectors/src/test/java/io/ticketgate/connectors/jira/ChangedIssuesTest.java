package io.ticketgate.connectors.jira;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.Changes.Changed;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChangedIssuesTest {

  private static final Instant SINCE = Instant.parse("2026-11-21T10:01:40Z");

  @RegisterExtension
  static final WireMockExtension WIRE =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  @Test
  void followsTheTokensOfTheCloud() {
    JiraConnector connector =
        JiraServer.cloud(WIRE, apis).serve().connector("projects", "ACC", "projects", "OPS");
    WIRE.stubFor(
        cloud().withQueryParam("nextPageToken", absent()).willReturn(page("cloud/search-page-1")));
    WIRE.stubFor(
        cloud()
            .withQueryParam("nextPageToken", equalTo("CAEaAggD"))
            .willReturn(page("cloud/search-page-2")));

    Changes first = connector.changedSince(SINCE, null).orElseThrow();
    Changes second = connector.changedSince(SINCE, first.next()).orElseThrow();

    assertThat(first.tickets())
        .containsExactly(
            new Changed("ACC-7", Instant.parse("2026-11-21T10:01:40.123Z")),
            new Changed("ACC-8", Instant.parse("2026-11-21T10:02:00Z")));
    assertThat(second.tickets()).extracting(Changed::key).containsExactly("ACC-9");
    assertThat(second.next()).isNull();
  }

  @Test
  void leavesOutWhatTheMinuteOfTheQueryHasTooMuch() {
    JiraConnector connector = JiraServer.cloud(WIRE, apis).serve().connector();
    WIRE.stubFor(
        get(urlPathEqualTo("/rest/api/3/search/jql")).willReturn(page("cloud/search-page-1")));

    assertThat(
            connector
                .changedSince(Instant.parse("2026-11-21T10:01:41Z"), null)
                .orElseThrow()
                .tickets())
        .extracting(Changed::key)
        .containsExactly("ACC-8");
  }

  @Test
  void pagesOfDataCenterBeginWithTheLastMinuteOfTheOneBefore() {
    JiraConnector connector = JiraServer.dataCenter(WIRE, apis).serve().connector();
    WIRE.stubFor(dataCenter("2026-11-21 11:01", "0").willReturn(page("datacenter/search-page-1")));
    WIRE.stubFor(dataCenter("2026-11-21 11:02", "0").willReturn(page("datacenter/search-page-2")));

    Changes first = connector.changedSince(SINCE, null).orElseThrow();
    Changes second = connector.changedSince(SINCE, first.next()).orElseThrow();

    assertThat(first.tickets()).extracting(Changed::key).containsExactly("ACC-7", "ACC-8");
    assertThat(second.tickets()).extracting(Changed::key).containsExactly("ACC-8", "ACC-9");
    assertThat(second.next()).isNull();
  }

  @Test
  void countsOnWithinOneMinute() {
    JiraConnector connector = JiraServer.dataCenter(WIRE, apis).serve().connector();
    WIRE.stubFor(dataCenter("2026-11-21 11:02", "0").willReturn(page("datacenter/search-page-1")));

    assertThat(
            connector
                .changedSince(Instant.parse("2026-11-21T10:02:00Z"), null)
                .orElseThrow()
                .next())
        .isEqualTo("2026-11-21 11:02|2");
  }

  @Test
  void anEmptyAnswerToNobodyIsNotNoChange() {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    jira.answer(
        "/rest/api/3/search/jql",
        okJson("{\"issues\":[],\"isLast\":true}")
            .withHeader("X-Seraph-LoginReason", "AUTHENTICATED_FAILED"));

    assertThatThrownBy(() -> jira.connector().changedSince(SINCE, null))
        .isInstanceOf(ItsmException.NotPermitted.class);
  }

  @Test
  void aListThatGoesOnWithoutSayingWhereIsAnError() {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    jira.answer("/rest/api/3/search/jql", Fixtures.json("{'issues':[],'isLast':false}"));
    assertThatThrownBy(() -> jira.connector().changedSince(SINCE, null))
        .isInstanceOf(ItsmException.Malformed.class);

    jira.answer(
        "/rest/api/3/search/jql",
        Fixtures.json("{'issues':[],'isLast':false,'nextPageToken':'same'}"));
    assertThatThrownBy(() -> jira.connector().changedSince(SINCE, "2026-11-21 05:01|same"))
        .isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void anEmptyPageNeedNotBeTheLast() {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    jira.answer(
        "/rest/api/3/search/jql",
        Fixtures.json("{'issues':[],'isLast':false,'nextPageToken':'more'}"));

    assertThat(jira.connector().changedSince(SINCE, null).orElseThrow().next()).endsWith("|more");
  }

  @Test
  void anAccountWithoutTimeZoneGetsMoreThanItNeedsAndNoLess() {
    JiraServer jira = JiraServer.dataCenter(WIRE, apis).serve();
    jira.answer("/rest/api/2/myself", Fixtures.json("{'name':'ticket-gate'}"));
    WIRE.stubFor(dataCenter("2026-11-20 22:01", "0").willReturn(page("datacenter/search-page-1")));

    Changes changes = jira.connector().changedSince(SINCE, null).orElseThrow();

    assertThat(changes.tickets()).hasSize(2);
    assertThat(changes.next()).isEqualTo("2026-11-20 22:01|2");
  }

  // The account's time zone in the fixture is New York's.
  private static MappingBuilder cloud() {
    return get(urlPathEqualTo("/rest/api/3/search/jql"))
        .withQueryParam("fields", equalTo("updated"))
        .withQueryParam(
            "jql",
            equalTo(
                "project in (\"ACC\", \"OPS\") AND updated >= \"2026-11-21 05:01\""
                    + " ORDER BY updated ASC, key ASC"));
  }

  private static MappingBuilder dataCenter(String minute, String startAt) {
    return get(urlPathEqualTo("/rest/api/2/search"))
        .withQueryParam("startAt", equalTo(startAt))
        .withQueryParam("jql", containing("updated >= \"" + minute + "\""));
  }

  private static ResponseDefinitionBuilder page(String fixture) {
    return okJson(Fixtures.read(fixture).toString());
  }
}
