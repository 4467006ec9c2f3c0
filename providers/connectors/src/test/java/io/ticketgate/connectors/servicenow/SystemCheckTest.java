package io.ticketgate.connectors.servicenow;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ticketgate.spi.Finding;
import io.ticketgate.spi.Finding.Outcome;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemCheckTest extends ServiceNowFixture {

  private int rows;

  @BeforeEach
  void wellSetUp() {
    rows = 0;
    approval(BOB, "approved");
    role("snc_platform_rest_api_access");
    role("sn_change_write");
    for (String state : List.of("-5", "-4", "-3", "-2", "-1", "0", "3", "4")) {
      choice(state);
    }
  }

  private String id() {
    return String.format("9%031x", ++rows);
  }

  private void role(String name) {
    String role = id();
    INSTANCE.add("sys_user_role", role).with("name", name);
    INSTANCE
        .add("sys_user_has_role", id())
        .with("user", "sys_user:" + GATE, "Ticket Gate")
        .with("role", "sys_user_role:" + role, name);
  }

  private Instance.Record choice(String value) {
    return INSTANCE
        .add("sys_choice", id())
        .with("name", "change_request")
        .with("element", "state")
        .with("value", value)
        .with("inactive", "false");
  }

  private List<Finding> test(String... settings) {
    String[] all = new String[settings.length + 2];
    System.arraycopy(settings, 0, all, 0, settings.length);
    all[settings.length] = ServiceNowSettings.TABLES;
    all[settings.length + 1] = "CHG=change_request";
    return connector(all).test();
  }

  private static void says(List<Finding> findings, String id, Outcome outcome, String words) {
    assertThat(findings)
        .anySatisfy(
            finding -> {
              assertThat(finding.id()).isEqualTo(id);
              assertThat(finding.outcome()).isEqualTo(outcome);
              assertThat(finding.message()).contains(words);
            });
  }

  @Test
  void findsNothingWrongWhereNothingIs() {
    assertThat(test())
        .extracting(Finding::id, Finding::outcome)
        .containsExactly(
            tuple("connection", Outcome.OK),
            tuple("account", Outcome.OK),
            tuple("clock", Outcome.OK),
            tuple("tickets", Outcome.OK),
            tuple("fields", Outcome.OK),
            tuple("states", Outcome.OK),
            tuple("approvals", Outcome.OK),
            tuple("changes", Outcome.OK),
            tuple("notes", Outcome.OK));
  }

  @Test
  void whetherRequestsCanBeMadeIsSaidByRolesAlone() {
    List<Finding> findings = test(ServiceNowSettings.REQUEST_TABLE, "change_request");
    says(findings, "requests", Outcome.OK, "was not checked");
    SERVICE_NOW.verify(0, postRequestedFor(anyUrl()));
    INSTANCE.empty("sys_user_has_role");
    says(
        test(ServiceNowSettings.REQUEST_TABLE, "change_request"),
        "requests",
        Outcome.WARNING,
        "operation create");
  }

  @Test
  void saysThatTheAccountIsRefused() {
    SERVICE_NOW.stubFor(get(anyUrl()).willReturn(okJson("{}").withStatus(401)));

    says(test(), "account", Outcome.PROBLEM, "snc_platform_rest_api_access");
  }

  @Test
  void saysThatItIsNoServiceNow() {
    SERVICE_NOW.stubFor(get(anyUrl()).willReturn(aResponse().withBody("<html>")));

    assertThat(test()).extracting(Finding::id).containsExactly("connection");
    says(test(), "connection", Outcome.PROBLEM, "");
  }

  @Test
  void saysThatTheAccountCanDoTooMuch() {
    role("admin");

    says(test(), "account", Outcome.WARNING, "[admin]");
  }

  @Test
  void saysThatItsRolesCannotBeRead() {
    INSTANCE.hiddenRows.add(GATE);

    says(test(), "account", Outcome.WARNING, "sys_user");
    says(test(), "notes", Outcome.WARNING, "work_notes");
  }

  @Test
  void saysThatClocksDiffer() {
    INSTANCE.date = "Sun, 22 Nov 2026 08:06:00 GMT";

    says(test(), "clock", Outcome.PROBLEM, "360 seconds ahead");
  }

  @Test
  void saysThatTicketsAreChangedInTheFuture() {
    change.with("sys_updated_on", "2026-11-22 09:00:00");

    says(test(), "clock", Outcome.WARNING, "future");
  }

  @Test
  void saysThatTicketsAreHidden() {
    INSTANCE.hiddenRows.add(CHANGE);

    says(test(), "tickets", Outcome.PROBLEM, "sn_change_read");
  }

  @Test
  void saysThatThereIsNoSuchTable() {
    says(
        connector(
                ServiceNowSettings.TABLES, "CHG=change_request",
                ServiceNowSettings.TABLES, "NOT=u_not_there")
            .test(),
        "tickets",
        Outcome.PROBLEM,
        "");
  }

  @Test
  void saysWhichFieldIsMissing() {
    INSTANCE.hiddenFields.add("change_request.u_entitlements");
    INSTANCE.hiddenFields.add("change_request.risk");

    says(test(), "fields", Outcome.PROBLEM, "change_request.u_entitlements");
    says(test(), "fields", Outcome.PROBLEM, "change_request.risk");
  }

  @Test
  void saysWhichFieldHasNoColumn() {
    says(connector().test(), "fields", Outcome.PROBLEM, "incident.entitlements=<column>");
  }

  @Test
  void saysThatCatalogVariablesAreHidden() {
    INSTANCE.empty(Variables.TABLE);

    says(
        connector(
                ServiceNowSettings.TABLES, "RITM=sc_req_item",
                ServiceNowSettings.FIELDS, "sc_req_item.entitlements=variables.access")
            .test(),
        "fields",
        Outcome.PROBLEM,
        "sc_item_option_mtom");
  }

  @Test
  void saysWhichStateIsNotKnown() {
    choice("42");

    says(test(), "states", Outcome.WARNING, "[42]");
  }

  @Test
  void saysWhichStateDoesNotExist() {
    says(
        test(ServiceNowSettings.CLOSED_STATES, "change_request=3,4,Closed"),
        "states",
        Outcome.WARNING,
        "[Closed]");
  }

  @Test
  void saysThatStatesCannotBeRead() {
    INSTANCE.empty("sys_choice");

    says(test(), "states", Outcome.WARNING, "sys_choice");
  }

  @Test
  void saysThatApprovalsAreHidden() {
    INSTANCE.hiddenRows.add(approval(CAROL, "rejected").id());

    says(test(), "approvals", Outcome.PROBLEM, "sysapproval_approver");
  }

  @Test
  void saysWhichFieldOfApprovalsIsMissing() {
    INSTANCE.hiddenFields.add("sysapproval_approver.sys_updated_by");

    says(test(), "approvals", Outcome.PROBLEM, "sysapproval_approver.sys_updated_by");
  }

  @Test
  void saysThatQueriesByTimeAreIgnored() {
    ticket("change_request", "a1000000000000000000000000000002", "CHG0040002")
        .with("u_requested_for", "")
        .with("u_entitlements", "")
        .with("sys_updated_on", "2026-11-21 20:00:00");
    INSTANCE.ignoredInQueries.add("change_request.sys_updated_on");

    says(test(), "changes", Outcome.WARNING, "time zone");
  }

  @Test
  void withoutRolesForItNotesAreDoubtful() {
    INSTANCE.empty("sys_user_has_role");

    says(test(), "notes", Outcome.WARNING, "sn_change_write");
  }
}
