package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of one ticket, from its columns and its catalog variables. */
final class TicketFields {

  private final TableApi api;
  private final People people;
  private final Columns columns;
  private final Row row;
  private final Map<String, String> variables;

  TicketFields(
      TableApi api, People people, Columns columns, Row row, Map<String, String> variables) {
    this.api = api;
    this.people = people;
    this.columns = columns;
    this.row = row;
    this.variables = variables;
  }

  static boolean isPerson(TicketField field) {
    return field == TicketField.REQUESTER || field == TicketField.REQUESTED_FOR;
  }

  /** The raw value; null when empty or not read. */
  @Nullable String text(TicketField field) {
    String column = column(field);
    if (column == null) {
      return null;
    }
    return column.startsWith(Columns.VARIABLE) ? variable(column) : row.text(column);
  }

  /** What ServiceNow shows to people, for example the name of a configuration item. */
  @Nullable String shown(TicketField field) {
    String column = column(field);
    return column == null || column.startsWith(Columns.VARIABLE) || row.text(column) == null
        ? text(field)
        : row.shown(column);
  }

  /** The name of a person, or of a service account. */
  @Nullable String person(TicketField field) {
    String column = column(field);
    if (column == null) {
      return null;
    }
    if (!column.startsWith(Columns.VARIABLE)) {
      return people.name(row, column);
    }
    String value = variable(column);
    return value == null ? null : people.name(api, value);
  }

  @Nullable Instant time(TicketField field) {
    String text = text(field);
    if (text == null) {
      return null;
    }
    Instant time = Times.parse(text);
    if (time == null) {
      throw new ItsmException.Malformed(
          "Field "
              + row.table()
              + "."
              + column(field)
              + " holds no time of the form yyyy-MM-dd HH:mm:ss. Name another column in fields.",
          null);
    }
    return time;
  }

  private @Nullable String column(TicketField field) {
    return columns.of(row.table(), field).orElse(null);
  }

  private @Nullable String variable(String column) {
    return Optional.ofNullable(variables.get(column.substring(Columns.VARIABLE.length())))
        .filter(value -> !value.isBlank())
        .orElse(null);
  }
}
