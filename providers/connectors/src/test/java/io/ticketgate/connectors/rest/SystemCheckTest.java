package io.ticketgate.connectors.rest;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.Finding.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the test button says. It never throws. */
class SystemCheckTest {

  private static final String GOOD =
      "{\"id\":\"C-1\",\"state\":\"open\",\"for\":\"alice\",\"wants\":\"role:db-admin\",\"version\":7,"
          + "\"approvals\":[{\"by\":\"bob\",\"said\":\"yes\"}]}";

  @RegisterExtension
  static final WireMockExtension ITSM =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  private List<Finding> test(Systems system, ResponseDefinitionBuilder answer) {
    ITSM.stubFor(get(urlPathEqualTo("/tickets/C-1")).willReturn(answer));
    return system.with("testTicket", "C-1").connector(apis, ITSM.baseUrl()).test();
  }

  private static Outcome outcome(List<Finding> findings, String id) {
    return findings.stream()
        .filter(finding -> finding.id().equals(id))
        .map(Finding::outcome)
        .findFirst()
        .orElseThrow(() -> new AssertionError(id + " is not in " + findings));
  }

  @Test
  void findsAMappingThatFits() {
    List<Finding> findings = test(Systems.plain(), okJson(GOOD));
    assertThat(findings)
        .extracting(Finding::id)
        .containsExactly(
            "connection", "account", "clock", "fields", "states", "approvals", "changes", "notes");
    assertThat(findings)
        .filteredOn(finding -> finding.outcome() != Outcome.OK)
        .extracting(Finding::id)
        .containsExactly("clock", "changes", "notes");
  }

  @Test
  void saysThatNobodyTriedToMakeATicket() {
    Systems system =
        Systems.plain()
            .with(
                "fields",
                "id=$.id",
                "state=$.state",
                "requester=$.for",
                "requestedFor=$.for",
                "entitlements=$.wants")
            .with("requestPath", "/requests")
            .with(
                "requestBody",
                "{\"id\": \"{id}\", \"for\": \"{requestedFor}\", \"what\": \"{entitlement}\"}")
            .with("requestKey", "$.key")
            .with("requestFindPath", "/requests?id={id}")
            .with("requestFound", "$.tickets[*].key");
    assertThat(test(system, okJson(GOOD)))
        .filteredOn(finding -> finding.id().equals("requests"))
        .singleElement()
        .satisfies(only -> assertThat(only.message()).contains("not checked"));
    ITSM.verify(0, postRequestedFor(anyUrl()));
  }

  @Test
  void saysWhichFieldIsMissing() {
    List<Finding> findings = test(Systems.plain(), okJson(GOOD.replace("\"for\"", "\"whom\"")));
    assertThat(outcome(findings, "fields")).isEqualTo(Outcome.PROBLEM);
    assertThat(findings).anyMatch(finding -> finding.message().contains("$.for"));
  }

  @Test
  void warnsOfAStateThatIsNotNamedAndOfApprovalsThatAreNotSeen() {
    List<Finding> findings =
        test(
            Systems.plain(),
            okJson(
                GOOD.replace("\"open\"", "\"Open\"")
                    .replace("{\"by\":\"bob\",\"said\":\"yes\"}", "")));
    assertThat(outcome(findings, "states")).isEqualTo(Outcome.WARNING);
    assertThat(outcome(findings, "approvals")).isEqualTo(Outcome.WARNING);
  }

  @Test
  void tellsARefusedAccountFromATicketThatIsNotThere() {
    assertThat(outcome(test(Systems.plain(), aResponse().withStatus(401)), "account"))
        .isEqualTo(Outcome.PROBLEM);
    assertThat(outcome(test(Systems.plain(), aResponse().withStatus(404)), "tickets"))
        .isEqualTo(Outcome.PROBLEM);
  }

  @Test
  void findsASystemThatDoesNotAnswer() {
    ITSM.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
    List<Finding> findings =
        Systems.plain().with("testTicket", "C-1").connector(apis, ITSM.baseUrl()).test();
    assertThat(outcome(findings, "connection")).isEqualTo(Outcome.PROBLEM);
  }

  @Test
  void asksForATicketToTryTheMappingOn() {
    ITSM.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404)));
    List<Finding> findings = Systems.plain().connector(apis, ITSM.baseUrl()).test();
    assertThat(outcome(findings, "connection")).isEqualTo(Outcome.OK);
    assertThat(outcome(findings, "tickets")).isEqualTo(Outcome.WARNING);
  }

  @Test
  void findsClocksThatDiffer() {
    List<Finding> findings =
        test(Systems.plain(), okJson(GOOD).withHeader("Date", "Sun, 22 Nov 2020 08:00:00 GMT"));
    assertThat(outcome(findings, "clock")).isEqualTo(Outcome.PROBLEM);
  }

  @Test
  void findsChangesThatCannotBeListed() {
    ITSM.stubFor(get(urlPathEqualTo("/changed")).willReturn(okJson("{\"list\":{}}")));
    Systems system =
        Systems.plain()
            .with("changesPath", "/changed?s={since}")
            .with("changes", "$.tickets")
            .with("changedKey", "$.id")
            .with("changedAt", "$.at");
    assertThat(outcome(test(system, okJson(GOOD)), "changes")).isEqualTo(Outcome.PROBLEM);
  }
}
