package io.ticketgate.connectors.servicenow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables with tickets. The letters before a number tell the table.
 *
 * @param byPrefix for example {@code CHG} to {@code change_request}
 */
record Tables(Map<String, String> byPrefix) {

  private static final Map<String, String> BY_DEFAULT = defaults();

  Tables {
    byPrefix = new LinkedHashMap<>(byPrefix.isEmpty() ? BY_DEFAULT : byPrefix);
  }

  private static Map<String, String> defaults() {
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("CHG", "change_request");
    tables.put("RITM", "sc_req_item");
    tables.put("INC", "incident");
    return tables;
  }

  /** The table of a ticket; empty when the key is no ticket number of a configured table. */
  Optional<String> of(String key) {
    return byPrefix.entrySet().stream()
        .filter(entry -> key.startsWith(entry.getKey()))
        .filter(entry -> key.substring(entry.getKey().length()).matches("\\d{1,40}"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Each table once, in the order of the setting. */
  List<String> names() {
    return byPrefix.values().stream().distinct().toList();
  }
}
