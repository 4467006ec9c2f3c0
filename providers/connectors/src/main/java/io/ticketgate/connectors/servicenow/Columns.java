package io.ticketgate.connectors.servicenow;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In which column of each table a {@link TicketField} is found. */
final class Columns {

  /** Written before the name of a catalog variable, in the place of a column. */
  static final String VARIABLE = "variables.";

  /** A ticket's columns that every table has. */
  static final String NUMBER = "number";

  static final String CLASS = "sys_class_name";
  static final String STATE = "state";
  static final String ACTIVE = "active";
  static final String APPROVAL = "approval";
  static final String MOD_COUNT = "sys_mod_count";
  static final String UPDATED_ON = "sys_updated_on";
  static final List<String> OF_EVERY_TICKET =
      List.of(NUMBER, CLASS, STATE, ACTIVE, APPROVAL, MOD_COUNT, UPDATED_ON);

  private static final Map<TicketField, String> OF_TASKS =
      Map.of(
          TicketField.REQUESTER, "opened_by",
          TicketField.CONFIGURATION_ITEM, "cmdb_ci");

  private static final Map<String, Map<TicketField, String>> BY_DEFAULT =
      Map.of(
          "change_request",
          Map.of(
              TicketField.REQUESTER, "requested_by",
              TicketField.JUSTIFICATION, "justification",
              TicketField.RISK, "risk",
              TicketField.PLANNED_START, "start_date",
              TicketField.PLANNED_END, "end_date"),
          "sc_req_item",
          Map.of(TicketField.REQUESTED_FOR, "requested_for"));

  private final Map<String, Map<TicketField, String>> configured = new HashMap<>();

  /**
   * @param entries {@code table.field} to column; an empty column for a field that is not read
   */
  Columns(Map<String, String> entries) {
    entries.forEach(
        (entry, column) -> {
          int dot = entry.indexOf('.');
          TicketField.ofWord(entry.substring(dot + 1))
              .ifPresent(
                  field ->
                      configured
                          .computeIfAbsent(
                              entry.substring(0, Math.max(dot, 0)),
                              table -> new EnumMap<>(TicketField.class))
                          .put(field, column));
        });
  }

  /** The column, or {@link #VARIABLE} and a variable's name; empty where the field is not read. */
  Optional<String> of(String table, TicketField field) {
    String byDefault =
        BY_DEFAULT.getOrDefault(table, Map.of()).getOrDefault(field, OF_TASKS.get(field));
    return Optional.ofNullable(
            configured.getOrDefault(table, Map.of()).getOrDefault(field, byDefault))
        .filter(column -> !column.isEmpty());
  }
}
