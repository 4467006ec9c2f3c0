package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Tries out what the connector needs, and says what to click where something is missing. */
final class Probe {

  private static final String NEWEST_FIRST = "ORDERBYDESC" + Columns.UPDATED_ON;
  private static final Duration TOLERANCE = Duration.ofSeconds(60);

  private final TableApi api;
  private final ServiceNowSettings settings;
  private final Clock clock;
  private final Findings findings = new Findings();

  Probe(TableApi api, ServiceNowSettings settings, Clock clock) {
    this.api = api;
    this.settings = settings;
    this.clock = clock;
  }

  List<Finding> run() {
    String table = settings.tables().names().get(0);
    TableApi.Page newest;
    try {
      newest = api.page(table, NEWEST_FIRST, List.of(Columns.UPDATED_ON), 0, 1);
    } catch (ItsmException.NotPermitted refused) {
      findings.problem(
          "account",
          refused.getMessage()
              + " Look at the user's credentials, that it is active and not locked out, and that it"
              + " has the role snc_platform_rest_api_access and read access to "
              + table
              + ".");
      return findings.list();
    } catch (ItsmException failure) {
      findings.problem("connection", failure);
      return findings.list();
    }
    findings.ok("connection", "ServiceNow answers at " + api.base() + ".");
    AccountProbe account = new AccountProbe(api, findings);
    account.look();
    clock(newest);
    for (String each : settings.tables().names()) {
      new TableProbe(api, settings, findings).look(each);
    }
    approvals();
    account.notes(settings.tables().names());
    changes(table, newest);
    return findings.list();
  }

  private void clock(TableApi.Page newest) {
    Instant theirs = newest.reply().date();
    if (theirs == null) {
      findings.warning("clock", "ServiceNow's answer has no Date header; clocks not compared.");
      return;
    }
    Duration ahead = Duration.between(clock.instant(), theirs);
    if (ahead.abs().compareTo(TOLERANCE) > 0) {
      findings.warning(
          "clock",
          "ServiceNow's clock and this server's differ by "
              + ahead.abs().toSeconds()
              + " s: synchronise this server by NTP. Change windows begin and end by its clock, and"
              + " signed webhooks are refused from 300 s on.");
    } else if (newest.rows().stream()
        .map(row -> row.filledTime(Columns.UPDATED_ON))
        .anyMatch(changed -> changed.isAfter(theirs.plus(TOLERANCE)))) {
      findings.warning(
          "clock",
          "The newest ticket was changed in the future: the account gets times that are not UTC, or"
              + " the instance's clock was wrong.");
    } else {
      findings.ok("clock", "The clocks agree.");
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
              TableProbe.SAMPLE);
    } catch (ItsmException failure) {
      findings.problem("approvals", failure);
      return;
    }
    int expected = Math.min(TableProbe.SAMPLE, page.total());
    if (expected == 0) {
      findings.warning(
          "approvals",
          "There is no approval of such tickets, or none that the account may see: ask for one and"
              + " test again.");
    } else if (page.rows().size() < expected) {
      findings.problem(
          "approvals",
          "Of the newest "
              + expected
              + " approvals the account may read only "
              + page.rows().size()
              + ": create an ACL of operation read on sysapproval_approver with the role of the"
              + " account. By default only approvers, and who may read the ticket, see them.");
    } else if (TableProbe.allThere(findings, "approvals", page.rows(), fields)) {
      findings.ok("approvals", "Approvals can be read.");
    }
  }

  /** A time in a query is taken for UTC, unless something between makes a local one of it. */
  private void changes(String table, TableApi.Page newest) {
    if (newest.rows().isEmpty()) {
      findings.warning("changes", "Without a ticket in " + table + " changes were not looked for.");
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
                  TableProbe.SAMPLE)
              .rows();
      if (rows.isEmpty()
          || rows.stream().anyMatch(row -> row.filledTime(Columns.UPDATED_ON).isBefore(latest))) {
        findings.warning(
            "changes",
            "A query by sys_updated_on answers other tickets than it should: set the account's time"
                + " zone to GMT. Until then changes are found late, by recheckEvery.");
      } else {
        findings.ok("changes", "Changes can be listed.");
      }
    } catch (ItsmException failure) {
      findings.warning("changes", failure);
    }
  }
}
