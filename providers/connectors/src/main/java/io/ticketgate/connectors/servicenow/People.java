package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.ItsmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names people by a field of their {@code sys_user} record.
 *
 * @param field {@code user_name}, {@code email} or {@code sys_id}
 */
record People(String field) {

  static final String USERS = "sys_user";
  static final List<String> FIELDS = List.of("user_name", "email", Row.SYS_ID);

  /** The columns to read in order to name the person in a column. */
  List<String> columns(String column) {
    return field.equals(Row.SYS_ID) ? List.of(column) : List.of(column, column + "." + field);
  }

  /**
   * The name of the person in a column. A column that refers to no record holds a name itself, for
   * example of a service account.
   *
   * @return null when the column is empty, or the person's field is
   */
  @Nullable String name(Row row, String column) {
    if (row.value(column).isBlank()) {
      return null;
    }
    return field.equals(Row.SYS_ID) || !row.refers(column)
        ? row.text(column)
        : row.text(column + "." + field);
  }

  /** As {@link #name(Row, String)}, for the value of a catalog variable. */
  @Nullable String name(TableApi api, String value) {
    if (value.isBlank()) {
      return null;
    }
    if (field.equals(Row.SYS_ID) || !Row.isId(value)) {
      return value;
    }
    try {
      return api.one(USERS, value, List.of(field)).text(field);
    } catch (ItsmException.NotFound nobody) {
      // NotFound would tell the gate that the ticket does not exist.
      throw new ItsmException.NotPermitted(
          "A catalog variable refers to a person whom the connector's account may not read. Give it"
              + " read access to sys_user, or use a variable of type Requested For or Reference to"
              + " sys_user.",
          nobody);
    }
  }
}
