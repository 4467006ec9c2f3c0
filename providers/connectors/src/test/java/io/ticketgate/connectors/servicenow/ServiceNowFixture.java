package io.ticketgate.connectors.servicenow;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.connectors.http.Sessions;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An instance with one change, which bob is asked to approve. */
abstract class ServiceNowFixture {

  static final String CHANGE = "a1000000000000000000000000000001";
  static final String ALICE = "b1000000000000000000000000000001";
  static final String BOB = "b1000000000000000000000000000002";
  static final String CAROL = "b1000000000000000000000000000003";
  static final String DAVE = "b1000000000000000000000000000004";
  static final String GATE = "b1000000000000000000000000000009";
  static final String SERVER = "c1000000000000000000000000000001";
  static final TicketRef REF = new TicketRef("snow", "CHG0040001");
  static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

  static final Instance INSTANCE = new Instance();

  @RegisterExtension
  static final WireMockExtension SERVICE_NOW =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().extensions(INSTANCE))
          .build();

  @RegisterExtension final Apis apis = new Apis();

  Instance.Record change;
  private int approvals;

  @BeforeEach
  void instance() {
    SERVICE_NOW.stubFor(
        any(anyUrl()).atPriority(10).willReturn(aResponse().withTransformers(Instance.NAME)));
    INSTANCE.clear();
    approvals = 0;
    user(ALICE, "alice");
    user(BOB, "bob");
    user(CAROL, "carol");
    user(DAVE, "dave");
    user(GATE, "ticket.gate");
    INSTANCE.empty(ApprovalRows.TABLE);
    INSTANCE.empty("incident");
    INSTANCE.empty("sc_req_item");
    change =
        ticket("change_request", CHANGE, "CHG0040001")
            .with("state", "-1", "Implement")
            .with("requested_by", "sys_user:" + ALICE, "Alice Example")
            .with("u_requested_for", "sys_user:" + ALICE, "Alice Example")
            .with("u_entitlements", "role:db-admin")
            .with("cmdb_ci", "cmdb_ci:" + SERVER, "pg-prod-01")
            .with("risk", "3", "Moderate")
            .with("justification", "Quarterly patching")
            .with("start_date", "2026-11-22 08:00:00", "22.11.2026 09:00:00")
            .with("end_date", "2026-11-22 12:00:00", "22.11.2026 13:00:00");
  }

  static Instance.Record ticket(String table, String id, String number) {
    return INSTANCE
        .add(table, id)
        .with("number", number)
        .with("sys_class_name", table, "Ticket")
        .with("state", "1", "Open")
        .with("active", "true")
        .with("approval", "approved", "Approved")
        .with("opened_by", "sys_user:" + DAVE, "Dave Example")
        .with("cmdb_ci", "")
        .with("correlation_id", "")
        .with("work_notes", "")
        .with("sys_mod_count", "10", "10")
        .with("sys_updated_on", "2026-11-21 18:59:27", "21.11.2026 19:59:27");
  }

  static void user(String id, String name) {
    INSTANCE.add(People.USERS, id).with("user_name", name).with("email", name + "@example.com");
  }

  /** An approval of the change by both links, written last by its approver. */
  Instance.Record approval(String approver, String state) {
    String name = approver.equals(BOB) ? "bob" : approver.equals(CAROL) ? "carol" : "alice";
    return INSTANCE
        .add(ApprovalRows.TABLE, String.format("d%031x", ++approvals))
        .with("state", state, "Shown " + state)
        .with("approver", "sys_user:" + approver, "Somebody")
        .with("group", "")
        .with("sysapproval", "change_request:" + CHANGE, "CHG0040001")
        .with("document_id", CHANGE, "Change Request: CHG0040001")
        .with("source_table", "change_request")
        .with("sys_mod_count", "1")
        .with("sys_updated_on", "2026-11-21 18:10:00")
        .with("sys_updated_by", name);
  }

  ServiceNowConnector connector(String... settings) {
    String[] all = new String[settings.length + 4];
    System.arraycopy(settings, 0, all, 0, settings.length);
    all[settings.length] = ServiceNowSettings.FIELDS;
    all[settings.length + 1] = "change_request.requestedFor=u_requested_for";
    all[settings.length + 2] = ServiceNowSettings.FIELDS;
    all[settings.length + 3] = "change_request.entitlements=u_entitlements";
    return new ServiceNowConnector(
        apis.at(SERVICE_NOW.baseUrl()),
        ServiceNowSettings.of(new Settings(Sessions.plain(), Sessions.component(all))),
        InstantSource.fixed(NOW));
  }

  Ticket fetch(String... settings) {
    return connector(settings).fetch(REF, null);
  }

  static List<String> approvers(Ticket ticket) {
    return ticket.approvals().stream()
        .filter(approval -> approval.decision() == Approval.Decision.APPROVED)
        .map(Approval::approver)
        .toList();
  }
}
