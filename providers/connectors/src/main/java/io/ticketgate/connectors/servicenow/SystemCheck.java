package io.ticketgate.connectors.servicenow;

import io.ticketgate.connectors.check.Check;
import io.ticketgate.connectors.check.CheckReport;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the test button does: tries all that the connector needs. */
final class SystemCheck {

  private static final String NEWEST_FIRST = "ORDERBYDESC" + Columns.UPDATED_ON;
  private static final Duration TOLERANCE = Duration.ofSeconds(60);

  private final TableApi api;
  private final ServiceNowSettings settings;
  private final InstantSource clock;
  private final CheckReport report = new CheckReport();

  SystemCheck(TableApi api, ServiceNowSettings settings, InstantSource clock) {
    this.api = api;
    this.settings = settings;
    this.clock = clock;
  }

  List<Finding> run() {
    String table = settings.tables().names().get(0);
    Optional<TableApi.Page> newest =
        report.connect(
            "The user must be active and not locked out, have the role"
                + " snc_platform_rest_api_access, and may read "
                + table
                + ".",
            () -> api.page(table, NEWEST_FIRST, List.of(Columns.UPDATED_ON), 0, 1));
    newest.ifPresent(page -> look(table, page));
    return report.findings();
  }

  private void look(String table, TableApi.Page newest) {
    report.ok(Check.CONNECTION, "ServiceNow answers at " + api.base() + ".");
    AccountCheck account = new AccountCheck(api, report);
    account.look();
    clock(newest);
    for (String each : settings.tables().names()) {
      new TableCheck(api, settings, report).look(each);
    }
    approvals();
    changes(table, newest);
    settings.requestTable().ifPresent(account::requests);
    account.notes(settings.tables().names());
  }

  private void clock(TableApi.Page newest) {
    Instant theirs = newest.reply().date();
    report.clock("ServiceNow", clock.instant(), theirs);
    if (theirs != null
        && newest.rows().stream()
            .map(row -> row.filledTime(Columns.UPDATED_ON))
            .anyMatch(changed -> changed.isAfter(theirs.plus(TOLERANCE)))) {
      report.warning(
          Check.CLOCK,
          "ServiceNow says that the newest ticket was changed in the future.",
          "Set the account's time zone to GMT, or correct the instance's clock.");
    }
  }

  private void approvals() {
    List<String> fields = new ArrayList<>(ApprovalRows.fields(settings.people()));
    fields.add(ChangeFeed.TASK_NUMBER);
    TableApi.Page page;
    try {
      page =
          api.page(
              ApprovalRows.TABLE,
              ApprovalRows.SOURCE
                  + "IN"
                  + String.join(",", settings.tables().names())
                  + "^"
                  + NEWEST_FIRST,
              fields,
              0,
              TableCheck.SAMPLE);
    } catch (ItsmException failure) {
      report.problem(Check.APPROVALS, failure);
      return;
    }
    int expected = Math.min(TableCheck.SAMPLE, page.total());
    if (expected == 0) {
      report.warning(
          Check.APPROVALS,
          "ServiceNow has no approval of such tickets, or none that the account may see.",
          "Ask for an approval and test again.");
    } else if (page.rows().size() < expected) {
      report.problem(
          Check.APPROVALS,
          "The account may read only "
              + page.rows().size()
              + " of the newest "
              + expected
              + " approvals. By default only approvers and readers of the ticket see them.",
          "Create an ACL of operation read on sysapproval_approver with a role of the account.");
    } else if (TableCheck.allThere(report, Check.APPROVALS, page.rows(), fields)) {
      report.ok(Check.APPROVALS, "The account may read approvals.");
    }
  }

  /** ServiceNow reads the time in a query as UTC, unless the account has another time zone. */
  private void changes(String table, TableApi.Page newest) {
    if (newest.rows().isEmpty()) {
      report.warning(
          Check.CHANGES,
          "The list of changes was not tried, since " + table + " has no ticket.",
          "Create a ticket and test again.");
      return;
    }
    try {
      Instant latest = newest.rows().get(0).filledTime(Columns.UPDATED_ON);
      List<Row> rows =
          api.page(
                  table,
                  Columns.UPDATED_ON + ">=" + Times.write(latest) + "^" + NEWEST_FIRST,
                  List.of(Columns.UPDATED_ON),
                  0,
                  TableCheck.SAMPLE)
              .rows();
      if (rows.isEmpty()
          || rows.stream().anyMatch(row -> row.filledTime(Columns.UPDATED_ON).isBefore(latest))) {
        report.warning(
            Check.CHANGES,
            "A query by sys_updated_on answers the wrong tickets. The gate finds changes late,"
                + " after recheckEvery.",
            "Set the account's time zone to GMT.");
      } else {
        report.ok(Check.CHANGES, "Changed tickets can be listed.");
      }
    } catch (ItsmException failure) {
      report.warning(Check.CHANGES, failure);
    }
  }
}
