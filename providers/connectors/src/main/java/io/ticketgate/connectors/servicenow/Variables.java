package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.ItsmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The catalog variables of a requested item. */
final class Variables {

  static final String TABLE = "sc_item_option_mtom";
  private static final String ITEM = "request_item";
  private static final String OPTION = "sc_item_option";
  private static final String NAME = "sc_item_option.item_option_new.name";
  private static final String VALUE = "sc_item_option.value";
  static final List<String> FIELDS = List.of(ITEM, NAME, VALUE);

  private Variables() {}

  /**
   * The raw values by name, of those variables that the catalog item has.
   *
   * @param wanted names of variables
   */
  static Map<String, String> of(TableApi api, String requestedItem, Set<String> wanted) {
    Map<String, String> values = new HashMap<>();
    if (wanted.isEmpty()) {
      return values;
    }
    List<Row> rows =
        api.all(
            TABLE,
            ITEM + "=" + requestedItem,
            FIELDS,
            row -> row.value(ITEM).equals(requestedItem));
    for (Row row : rows) {
      if (row.value(OPTION).isEmpty()) {
        continue;
      }
      String name = row.value(NAME);
      if (!wanted.contains(name)) {
        continue;
      }
      String other = values.put(name, row.value(VALUE));
      if (other != null && !other.equals(row.value(VALUE))) {
        throw new ItsmException.Malformed(
            "The requested item has two variables named "
                + name
                + " with different values. Rename one of them.",
            null);
      }
    }
    return values;
  }
}
