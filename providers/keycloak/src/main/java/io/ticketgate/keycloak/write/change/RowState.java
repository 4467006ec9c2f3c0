package io.ticketgate.keycloak.write.change;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as it is written.
 *
 * @param properties names of its properties, identifiers left out
 * @param before their values in the database; null for a row that is made
 * @param after the values to be written; null for a row that is removed
 */
public record RowState(
    Object row,
    List<String> properties,
    @Nullable List<@Nullable Object> before,
    @Nullable List<@Nullable Object> after) {

  /** A property's value, the new one if there is one; null for none. */
  @Nullable Object value(String property) {
    int index = properties.indexOf(property);
    List<@Nullable Object> values = after == null ? before : after;
    return values == null || index < 0 ? null : values.get(index);
  }
}
