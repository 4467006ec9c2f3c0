package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.ItsmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How people are named: by a field of their {@code sys_user} record.
 *
 * @param field {@code user_name}, {@code email} or {@code sys_id}
 */
record People(String field) {

  static final String USERS = "sys_user";
  static final List<String> FIELDS = List.of("user_name", "email", Row.SYS_ID);

  /** What to ask for, to learn who a column refers to. */
  List<String> columns(String column) {
    return field.equals(Row.SYS_ID) ? List.of(column) : List.of(column, column + "." + field);
  }

  /**
   * The name of whom a column refers to; the column's own text when it refers to nobody, as that of
   * a service account does.
   *
   * @return null when the column is empty, or the person has no such name
   */
  @Nullable String name(Row row, String column) {
    if (row.value(column).isBlank()) {
      return null;
    }
    return field.equals(Row.SYS_ID) || !row.refers(column)
        ? row.text(column)
        : row.text(column + "." + field);
  }

  /**
   * The name of whom a variable's value refers to.
   *
   * @return as {@link #name(Row, String)}
   */
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
      // Not "no such ticket".
      throw new ItsmException.NotPermitted(
          "A catalog variable refers to somebody whom the connector's account may not read: give it"
              + " read access to sys_user, or name a variable of type Requested For or Reference to"
              + " sys_user.",
          nobody);
    }
  }
}
