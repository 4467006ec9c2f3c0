package io.ticketgate.connectors.servicenow;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which column of a table holds a {@link TicketField}. */
final class Columns {

  /** Prefix of a catalog variable, where a column is named. */
  static final String VARIABLE = "variables.";

  // The columns of a ticket that every table has.
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
   * @param entries {@code table.field} to column; an empty column switches a default off
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

  /** The column, or {@link #VARIABLE} and the variable's name; empty for a field without one. */
  Optional<String> of(String table, TicketField field) {
    String byDefault =
        BY_DEFAULT.getOrDefault(table, Map.of()).getOrDefault(field, OF_TASKS.get(field));
    return Optional.ofNullable(
            configured.getOrDefault(table, Map.of()).getOrDefault(field, byDefault))
        .filter(column -> !column.isEmpty());
  }
}
