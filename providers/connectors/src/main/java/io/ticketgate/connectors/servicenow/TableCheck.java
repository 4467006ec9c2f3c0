package io.ticketgate.connectors.servicenow;

import io.ticketgate.connectors.check.Check;
import io.ticketgate.connectors.check.CheckReport;
import io.ticketgate.spi.ItsmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at one table of tickets: the account's rights, the fields and the states. */
final class TableCheck {

  static final int SAMPLE = 10;
  private static final String CHOICES = "sys_choice";

  private final TableApi api;
  private final ServiceNowSettings settings;
  private final CheckReport report;

  TableCheck(TableApi api, ServiceNowSettings settings, CheckReport report) {
    this.api = api;
    this.settings = settings;
    this.report = report;
  }

  void look(String table) {
    List<String> fields = new ArrayList<>(Columns.OF_EVERY_TICKET);
    fields.addAll(new TicketReader(settings).columnsOf(table));
    List<Row> rows = tickets(table, fields);
    if (!rows.isEmpty() && allThere(report, Check.FIELDS, rows, fields)) {
      report.ok(Check.FIELDS, "The account may read all fields of " + table + ".");
    }
    requiredColumns(table);
    variables(table);
    states(table);
  }

  private List<Row> tickets(String table, List<String> fields) {
    TableApi.Page page;
    try {
      page = api.page(table, "ORDERBYDESC" + Columns.UPDATED_ON, fields, 0, SAMPLE);
    } catch (ItsmException failure) {
      report.problem(Check.TICKETS, failure);
      return List.of();
    }
    int expected = Math.min(SAMPLE, page.total());
    if (page.total() == 0) {
      report.warning(
          Check.TICKETS,
          "Table " + table + " has no ticket, or none that the account may see.",
          "Create one and test again.");
    } else if (page.rows().size() < expected) {
      report.problem(
          Check.TICKETS,
          "The account may read only "
              + page.rows().size()
              + " of the newest "
              + expected
              + " tickets of "
              + table
              + ".",
          "Give it a role that reads all of them, for example sn_change_read for changes, or create"
              + " an ACL of operation read on "
              + table
              + ".");
    } else {
      report.ok(Check.TICKETS, "The account may read tickets of " + table + ".");
    }
    return page.rows();
  }

  /** Whether every record has every field. Reports a problem for each field that is missing. */
  static boolean allThere(
      CheckReport report, Check check, List<Row> rows, Collection<String> fields) {
    boolean there = true;
    for (String field : fields) {
      for (Row row : rows) {
        try {
          row.value(field);
        } catch (ItsmException missing) {
          report.problem(check, missing);
          there = false;
          break;
        }
      }
    }
    return there;
  }

  private void requiredColumns(String table) {
    for (TicketField field : List.of(TicketField.REQUESTED_FOR, TicketField.ENTITLEMENTS)) {
      if (settings.columns().of(table, field).isEmpty()) {
        report.problem(
            Check.FIELDS,
            "The settings name no column for "
                + field.word()
                + " of "
                + table
                + ", so its tickets allow nothing.",
            "Add "
                + table
                + "."
                + field.word()
                + "=<column> to fields, or remove the table from tables.");
      }
    }
  }

  private void variables(String table) {
    boolean used =
        Arrays.stream(TicketField.values())
            .flatMap(field -> settings.columns().of(table, field).stream())
            .anyMatch(column -> column.startsWith(Columns.VARIABLE));
    if (!used) {
      return;
    }
    try {
      List<Row> rows =
          api.page(Variables.TABLE, "ORDERBYDESCsys_created_on", Variables.FIELDS, 0, 1).rows();
      if (rows.isEmpty()) {
        report.problem(
            Check.FIELDS,
            "The account may read no catalog variable.",
            "Create ACLs of operation read on "
                + Variables.TABLE
                + ", sc_item_option and item_option_new.");
      } else {
        allThere(report, Check.FIELDS, rows, Variables.FIELDS);
      }
    } catch (ItsmException failure) {
      report.problem(Check.FIELDS, failure);
    }
  }

  private void states(String table) {
    Set<String> configured = new TreeSet<>(settings.states().open(table));
    configured.addAll(settings.states().closed(table));
    Set<String> choices;
    try {
      choices = choices(table);
      if (choices.isEmpty()) {
        choices = choices("task");
      }
    } catch (ItsmException unreadable) {
      choices = Set.of();
    }
    if (choices.isEmpty()) {
      report.warning(
          Check.STATES,
          "The account may not read from sys_choice which states " + table + " can have.",
          "Give it read access, or make sure that openStates and closedStates name every state.");
      return;
    }
    Set<String> unknown = new TreeSet<>(choices);
    unknown.removeAll(configured);
    if (!unknown.isEmpty()) {
      report.warning(
          Check.STATES,
          "openStates and closedStates do not name the states "
              + unknown
              + " of "
              + table
              + ". A ticket in one of them cannot be used.",
          "Add each to one of the two.");
    }
    Set<String> missing = new TreeSet<>(configured);
    missing.removeAll(choices);
    if (!missing.isEmpty()) {
      report.warning(
          Check.STATES,
          "Table "
              + table
              + " does not have the states "
              + missing
              + " that openStates or closedStates name.",
          "Name states by their value, not by their label.");
    }
    if (unknown.isEmpty() && missing.isEmpty()) {
      report.ok(Check.STATES, "openStates and closedStates name every state of " + table + ".");
    }
  }

  private Set<String> choices(String table) {
    return api
        .all(
            CHOICES,
            "name=" + table + "^element=" + Columns.STATE + "^inactive=false",
            List.of("name", "element", "value"),
            row -> row.value("name").equals(table) && row.value("element").equals(Columns.STATE))
        .stream()
        .map(row -> row.value("value"))
        .collect(Collectors.toSet());
  }
}
