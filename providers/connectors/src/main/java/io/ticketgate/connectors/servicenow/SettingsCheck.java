package io.ticketgate.connectors.servicenow;

import io.ticketgate.connectors.http.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.keycloak.component.ComponentValidationException;

/** Refuses settings that make no sense. They go into queries, so that only names pass. */
final class SettingsCheck {

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z_-]{0,19}");
  private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]{0,79}");
  private static final Pattern COLUMN =
      Pattern.compile("[a-z][a-z0-9_]{0,79}(\\.[a-z][a-z0-9_]{0,79}){0,2}");
  private static final Pattern VARIABLE = Pattern.compile("variables\\.[A-Za-z0-9_]{1,100}");
  private static final Pattern STATES =
      Pattern.compile("\\s*[A-Za-z0-9_-]+(\\s*,\\s*[A-Za-z0-9_-]+)*\\s*");

  private SettingsCheck() {}

  static void validate(Settings settings) {
    entries(settings, ServiceNowSettings.TABLES, PREFIX, TABLE, "CHG=change_request");
    entries(
        settings, ServiceNowSettings.OPEN_STATES, TABLE, STATES, "change_request=-5,-4,-3,-2,-1,0");
    entries(settings, ServiceNowSettings.CLOSED_STATES, TABLE, STATES, "change_request=3,4");
    fields(settings);
    String person = settings.text(ServiceNowSettings.PERSON_FIELD, People.FIELDS.get(0));
    if (!People.FIELDS.contains(person)) {
      throw new ComponentValidationException(
          "personField is one of " + String.join(", ", People.FIELDS) + ".");
    }
    States states = ServiceNowSettings.of(settings).states();
    for (String table : ServiceNowSettings.of(settings).tables().names()) {
      states(table, states);
    }
  }

  private static void entries(
      Settings settings, String setting, Pattern key, Pattern value, String example) {
    for (String entry : settings.list(setting)) {
      int equals = entry.indexOf('=');
      if (equals < 0
          || !key.matcher(entry.substring(0, equals).strip()).matches()
          || !value.matcher(entry.substring(equals + 1).strip()).matches()) {
        throw new ComponentValidationException(
            "An entry of " + setting + " is written like " + example + ".");
      }
    }
    noneTwice(settings, setting);
  }

  private static void noneTwice(Settings settings, String setting) {
    if (settings.map(setting).size() < settings.list(setting).size()) {
      throw new ComponentValidationException(
          setting + " says two things of one name; name each once.");
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
        throw new ComponentValidationException(
            "A catalog variable is written variables.<name>, and only sc_req_item has any.");
      }
    } else if (!column.isEmpty() && !COLUMN.matcher(column).matches()) {
      throw notField();
    }
  }

  private static ComponentValidationException notField() {
    List<String> words = TicketField.words();
    return new ComponentValidationException(
        "An entry of fields is written like change_request.requestedFor=u_requested_for, and its"
            + " field is one of "
            + String.join(", ", words)
            + ".");
  }

  private static void states(String table, States states) {
    if (states.open(table).isEmpty() || states.closed(table).isEmpty()) {
      throw new ComponentValidationException(
          "openStates and closedStates must name the states of table " + table + ".");
    }
    Set<String> both = new TreeSet<>(states.open(table));
    both.retainAll(states.closed(table));
    if (!both.isEmpty()) {
      throw new ComponentValidationException(
          "The states " + both + " of " + table + " are both in openStates and in closedStates.");
    }
  }
}
