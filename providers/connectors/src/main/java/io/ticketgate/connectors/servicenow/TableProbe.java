package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.ItsmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at one table of tickets: the rights on it, its fields, its states. */
final class TableProbe {

  static final int SAMPLE = 10;
  private static final String CHOICES = "sys_choice";

  private final TableApi api;
  private final ServiceNowSettings settings;
  private final Findings findings;

  TableProbe(TableApi api, ServiceNowSettings settings, Findings findings) {
    this.api = api;
    this.settings = settings;
    this.findings = findings;
  }

  void look(String table) {
    List<String> fields = new ArrayList<>(Columns.OF_EVERY_TICKET);
    fields.addAll(new TicketReader(settings).columnsOf(table));
    List<Row> rows = tickets(table, fields);
    if (!rows.isEmpty() && allThere(findings, "fields", rows, fields)) {
      findings.ok("fields", "All fields of " + table + " can be read.");
    }
    mapped(table);
    variables(table);
    states(table);
  }

  private List<Row> tickets(String table, List<String> fields) {
    TableApi.Page page;
    try {
      page = api.page(table, "ORDERBYDESC" + Columns.UPDATED_ON, fields, 0, SAMPLE);
    } catch (ItsmException failure) {
      findings.problem("tickets", failure);
      return List.of();
    }
    int expected = Math.min(SAMPLE, page.total());
    if (page.total() == 0) {
      findings.warning(
          "tickets",
          "Table "
              + table
              + " has no ticket, or none that the account may see: make one and test again.");
    } else if (page.rows().size() < expected) {
      findings.problem(
          "tickets",
          "Of the newest "
              + expected
              + " tickets of "
              + table
              + " the account may read only "
              + page.rows().size()
              + ": give it a role that reads all of them, for example sn_change_read for changes, or"
              + " create an ACL of operation read on "
              + table
              + ".");
    } else {
      findings.ok("tickets", "Tickets of " + table + " can be read.");
    }
    return page.rows();
  }

  /** Whether every record has every field; a problem for each that is missing. */
  static boolean allThere(Findings findings, String id, List<Row> rows, Collection<String> fields) {
    boolean there = true;
    for (String field : fields) {
      for (Row row : rows) {
        try {
          row.value(field);
        } catch (ItsmException missing) {
          findings.problem(id, missing);
          there = false;
          break;
        }
      }
    }
    return there;
  }

  private void mapped(String table) {
    for (TicketField field : List.of(TicketField.REQUESTED_FOR, TicketField.ENTITLEMENTS)) {
      if (settings.columns().of(table, field).isEmpty()) {
        findings.problem(
            "fields",
            "No column holds "
                + field.word()
                + " of "
                + table
                + ", so that its tickets cover nothing: add "
                + table
                + "."
                + field.word()
                + "=<column> to fields, or take the table out of tables.");
      }
    }
  }

  private void variables(String table) {
    boolean used = false;
    for (TicketField field : TicketField.values()) {
      used |=
          settings
              .columns()
              .of(table, field)
              .filter(c -> c.startsWith(Columns.VARIABLE))
              .isPresent();
    }
    if (!used) {
      return;
    }
    try {
      List<Row> rows =
          api.page(Variables.TABLE, "ORDERBYDESCsys_created_on", Variables.FIELDS, 0, 1).rows();
      if (rows.isEmpty()) {
        findings.problem(
            "fields",
            "The account may read no catalog variable: create ACLs of operation read on "
                + Variables.TABLE
                + ", sc_item_option and item_option_new.");
      } else {
        allThere(findings, "fields", rows, Variables.FIELDS);
      }
    } catch (ItsmException failure) {
      findings.problem("fields", failure);
    }
  }

  private void states(String table) {
    Set<String> open = settings.states().open(table);
    Set<String> closed = settings.states().closed(table);
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
      findings.warning(
          "states",
          "The states that "
              + table
              + " can have could not be read from sys_choice; see for yourself that each is in"
              + " openStates or in closedStates.");
      return;
    }
    Set<String> unknown = new TreeSet<>(choices);
    unknown.removeAll(open);
    unknown.removeAll(closed);
    if (!unknown.isEmpty()) {
      findings.warning(
          "states",
          "The states "
              + unknown
              + " of "
              + table
              + " are neither in openStates nor in closedStates; a ticket in one of them cannot be"
              + " used.");
    }
    Set<String> odd = new TreeSet<>(open);
    odd.addAll(closed);
    odd.removeAll(choices);
    if (!odd.isEmpty()) {
      findings.warning(
          "states",
          "The configured states "
              + odd
              + " of "
              + table
              + " do not exist there; a state is named"
              + " by its value, not its label.");
    }
    if (unknown.isEmpty() && odd.isEmpty()) {
      findings.ok("states", "Every state of " + table + " is known.");
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
