package io.ticketgate.connectors.servicenow;

import io.ticketgate.connectors.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.keycloak.component.ComponentValidationException;

/** Refuses settings that cannot work. They become parts of queries, so only names may pass. */
final class SettingsValidation {

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z_-]{0,19}");
  private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]{0,79}");
  private static final Pattern COLUMN =
      Pattern.compile("[a-z][a-z0-9_]{0,79}(\\.[a-z][a-z0-9_]{0,79}){0,2}");
  private static final Pattern VARIABLE = Pattern.compile("variables\\.[A-Za-z0-9_]{1,100}");
  private static final Pattern STATES =
      Pattern.compile("\\s*[A-Za-z0-9_-]+(\\s*,\\s*[A-Za-z0-9_-]+)*\\s*");

  private SettingsValidation() {}

  static void validate(Settings settings) {
    entries(settings, ServiceNowSettings.TABLES, PREFIX, TABLE, "CHG=change_request");
    entries(
        settings, ServiceNowSettings.OPEN_STATES, TABLE, STATES, "change_request=-5,-4,-3,-2,-1,0");
    entries(settings, ServiceNowSettings.CLOSED_STATES, TABLE, STATES, "change_request=3,4");
    fields(settings);
    settings.oneOf(ServiceNowSettings.PERSON_FIELD, People.FIELDS, People.FIELDS.get(0));
    ServiceNowSettings read = ServiceNowSettings.of(settings);
    read.tables().names().forEach(table -> states(table, read.states()));
    read.requestTable().ifPresent(table -> requests(table, read));
  }

  private static void requests(String table, ServiceNowSettings settings) {
    if (!settings.tables().names().contains(table)) {
      throw Settings.refusal("requestTable must be one of tables: tickets of no other count.");
    }
    for (TicketField field :
        List.of(TicketField.REQUESTER, TicketField.REQUESTED_FOR, TicketField.ENTITLEMENTS)) {
      String column = settings.columns().of(table, field).orElse("");
      if (column.isEmpty() || column.contains(".")) {
        throw Settings.refusal(
            "requestTable needs a column of its own for "
                + field.word()
                + ": add "
                + table
                + "."
                + field.word()
                + "=column to fields. The connector writes no catalog variables.");
      }
    }
  }

  private static void entries(
      Settings settings, String setting, Pattern key, Pattern value, String example) {
    for (String entry : settings.list(setting)) {
      int equals = entry.indexOf('=');
      if (equals < 0
          || !key.matcher(entry.substring(0, equals).strip()).matches()
          || !value.matcher(entry.substring(equals + 1).strip()).matches()) {
        throw Settings.refusal("Write each entry of " + setting + " like " + example + ".");
      }
    }
    noneTwice(settings, setting);
  }

  private static void noneTwice(Settings settings, String setting) {
    if (settings.map(setting).size() < settings.list(setting).size()) {
      throw Settings.refusal(
          setting + " has two entries with the same name before the = sign. Remove one.");
    }
  }

  private static void fields(Settings settings) {
    for (String entry : settings.list(ServiceNowSettings.FIELDS)) {
      if (entry.indexOf('=') < 0) {
        throw notField();
      }
    }
    noneTwice(settings, ServiceNowSettings.FIELDS);
    for (Map.Entry<String, String> entry : settings.map(ServiceNowSettings.FIELDS).entrySet()) {
      int dot = entry.getKey().indexOf('.');
      if (dot < 0
          || !TABLE.matcher(entry.getKey().substring(0, dot)).matches()
          || TicketField.ofWord(entry.getKey().substring(dot + 1)).isEmpty()) {
        throw notField();
      }
      column(entry.getKey().substring(0, dot), entry.getValue());
    }
  }

  private static void column(String table, String column) {
    if (column.startsWith(Columns.VARIABLE)) {
      if (!table.equals("sc_req_item") || !VARIABLE.matcher(column).matches()) {
        throw Settings.refusal(
            "In fields, write a catalog variable as variables.<name>. Only sc_req_item has catalog"
                + " variables.");
      }
    } else if (!column.isEmpty() && !COLUMN.matcher(column).matches()) {
      throw notField();
    }
  }

  private static ComponentValidationException notField() {
    return Settings.refusal(
        "Write each entry of fields like change_request.requestedFor=u_requested_for. The field"
            + " must be one of "
            + String.join(", ", TicketField.words())
            + ".");
  }

  private static void states(String table, States states) {
    if (states.open(table).isEmpty() || states.closed(table).isEmpty()) {
      throw Settings.refusal(
          "Add the states of table " + table + " to openStates and to closedStates.");
    }
    Set<String> both = new TreeSet<>(states.open(table));
    both.retainAll(states.closed(table));
    if (!both.isEmpty()) {
      throw Settings.refusal(
          "openStates and closedStates both name the states "
              + both
              + " of "
              + table
              + ". Remove each from one of them.");
    }
  }
}
