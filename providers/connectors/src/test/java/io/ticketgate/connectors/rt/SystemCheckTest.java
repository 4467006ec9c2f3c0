package io.ticketgate.connectors.rt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.Finding.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the test button says. */
class SystemCheckTest {

  @Test
  void allIsWellWithTheAccountOfTheDocumentation() {
    List<Finding> findings = test(RecordedApi.of("connection-test"), Rt.SETTINGS);

    assertThat(findings).extracting(Finding::outcome).containsOnly(Outcome.OK);
    assertThat(findings)
        .extracting(Finding::id)
        .containsExactly(
            "connection",
            "account",
            "clock",
            "tickets",
            "tickets",
            "fields",
            "fields",
            "states",
            "approvals",
            "changes",
            "notes");
  }

  @Test
  void anAccountThatWasSetUpInHalfLacksApprovalsAndComments() {
    List<Finding> findings = test(RecordedApi.of("connection-test-half-set-up"), Rt.SETTINGS);

    assertThat(problem(findings, "approvals"))
        .contains("'___Approvals'")
        .contains("SeeQueue and ShowTicket");
    assertThat(finding(findings, "notes").outcome()).isEqualTo(Outcome.WARNING);
    assertThat(finding(findings, "notes").message()).contains("CommentOnTicket");
  }

  @Test
  void anAccountWithoutRightsDoesNotSeeTheQueue() {
    List<Finding> findings =
        test(RecordedApi.of("connection-test-no-rights"), Rt.with(List.of("Access"), Rt.FIELDS));

    assertThat(problem(findings, "tickets")).contains("'Access'").contains("SeeQueue");
    assertThat(problem(findings, "approvals")).contains("'___Approvals'");
  }

  @Test
  void approvalsThatCannotBeSeenThoughTheirQueueCan() {
    RecordedApi api = RecordedApi.of("connection-test");
    api.edit(
        "/tickets",
        answer -> {
          if (answer.path("query").path("query").asText().startsWith("( id")) {
            ((ObjectNode) answer.path("body")).withArray("items").removeAll();
          }
        });

    assertThat(problem(test(api, Rt.SETTINGS), "approvals")).contains("may not see");
  }

  @Test
  void aFieldThatTheQueueDoesNotHave() {
    RtSettings.Fields fields =
        new RtSettings.Fields(
            "Requested-Role",
            "Beneficiary",
            Optional.of("Reason"),
            Optional.empty(),
            Optional.empty());

    List<Finding> findings =
        test(RecordedApi.of("connection-test"), Rt.with(List.of("Access", "Open Access"), fields));

    assertThat(problem(findings, "fields")).contains("'Beneficiary', 'Reason'");
  }

  @Test
  void aStateThatIsNeitherOpenNorClosed() {
    RecordedApi api = RecordedApi.of("connection-test");
    api.edit(
        "/tickets",
        answer ->
            ((ObjectNode) answer.path("body").path("items").path(0)).put("Status", "waiting"));

    Finding states = finding(test(api, Rt.SETTINGS), "states");

    assertThat(states.outcome()).isEqualTo(Outcome.WARNING);
    assertThat(states.message()).contains("'waiting'");
  }

  private static RtSettings takingRequests() {
    return new RtSettings(
        Rt.SETTINGS.queues(),
        Rt.SETTINGS.approvals(),
        Rt.SETTINGS.open(),
        Rt.SETTINGS.closed(),
        Rt.SETTINGS.fields(),
        Rt.SETTINGS.entitlements(),
        Optional.of("Access"));
  }

  @Test
  void anAccountThatMayNotCreateTicketsTakesNoRequests() {
    Finding requests =
        finding(test(RecordedApi.of("connection-test"), takingRequests()), "requests");

    assertThat(requests.outcome()).isEqualTo(Outcome.WARNING);
    assertThat(requests.message()).contains("'Access'").contains("CreateTicket");
  }

  /** The link that Request Tracker 5.0.3 adds for an account with the right CreateTicket. */
  @Test
  void anAccountThatMayCreateTicketsTakesThem() {
    RecordedApi api = RecordedApi.of("connection-test");
    api.edit(
        "/queue/Access",
        answer ->
            ((ObjectNode) answer.path("body"))
                .withArray("_hyperlinks")
                .addObject()
                .put("ref", "create")
                .put("type", "ticket")
                .put("_url", "http://127.0.0.1:18095/REST/2.0/ticket?Queue=3"));

    Finding requests = finding(test(api, takingRequests()), "requests");

    assertThat(requests.outcome()).isEqualTo(Outcome.OK);
    assertThat(requests.message()).contains("custom fields was not checked");
  }

  @Test
  void aRefusedTokenEndsTheTest() {
    RecordedApi api = RecordedApi.of("connection-test");
    api.edit("/rt", answer -> answer.put("status", 401));

    List<Finding> findings = test(api, Rt.SETTINGS);

    assertThat(findings).hasSize(1);
    assertThat(problem(findings, "account")).contains("Auth Tokens");
  }

  @Test
  void anOldVersionEndsTheTest() {
    RecordedApi api = RecordedApi.of("connection-test");
    api.edit("/rt", answer -> ((ObjectNode) answer.path("body")).put("Version", "4.4.6"));

    assertThat(problem(test(api, Rt.SETTINGS), "connection")).contains("4.4.6").contains("5.0");
  }

  @Test
  void clocksThatDiffer() {
    assertThat(clock(Duration.ofSeconds(29)).outcome()).isEqualTo(Outcome.OK);
    assertThat(clock(Duration.ofSeconds(30)).outcome()).isEqualTo(Outcome.WARNING);
    assertThat(clock(Duration.ofSeconds(-30)).message()).contains("30 seconds ahead of");
    assertThat(clock(Duration.ofSeconds(299)).outcome()).isEqualTo(Outcome.WARNING);
    assertThat(clock(Duration.ofMinutes(5)).outcome()).isEqualTo(Outcome.PROBLEM);
  }

  /** Keycloak's clock is ahead by this. */
  private static Finding clock(Duration ahead) {
    RecordedApi api = RecordedApi.of("connection-test");
    return finding(test(api, Rt.SETTINGS, ahead), "clock");
  }

  private static List<Finding> test(RecordedApi api, RtSettings settings) {
    return test(api, settings, Duration.ZERO);
  }

  private static List<Finding> test(RecordedApi api, RtSettings settings, Duration ahead) {
    RtApi rt = new RtApi("rt", api, settings);
    return new SystemCheck(rt, settings, InstantSource.fixed(api.date().plus(ahead))).run();
  }

  private static String problem(List<Finding> findings, String id) {
    Finding finding = finding(findings, id);
    assertThat(finding.outcome()).isEqualTo(Outcome.PROBLEM);
    return finding.message();
  }

  private static Finding finding(List<Finding> findings, String id) {
    return findings.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }
}
