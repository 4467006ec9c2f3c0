package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.http.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings as the mapping needs them; what makes no sense is refused with a sentence. */
final class Entries {

  private final Settings settings;

  Entries(Settings settings) {
    this.settings = settings;
  }

  String required(String name) {
    return settings
        .text(name)
        .orElseThrow(() -> new IllegalArgumentException(name + " is required."));
  }

  Set<String> requiredSet(String name) {
    Set<String> values = settings.set(name, Set.of());
    if (values.isEmpty()) {
      throw new IllegalArgumentException(name + " is required.");
    }
    return values;
  }

  List<String> requiredList(String name) {
    return List.copyOf(requiredSet(name));
  }

  /** Entries {@code key=value}, each key once: Keycloak keeps them in no order. */
  Map<String, String> map(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String entry : settings.list(name)) {
      int equals = entry.indexOf('=');
      String key = equals < 1 ? "" : entry.substring(0, equals).strip();
      String value = entry.substring(equals + 1).strip();
      if (key.isEmpty() || value.isEmpty()) {
        throw new IllegalArgumentException(name + " is a list of key=value.");
      }
      if (map.put(key, value) != null) {
        throw new IllegalArgumentException(name + " has " + key + " twice.");
      }
    }
    return map;
  }

  /** {@link #map} of which the keys are known. */
  Map<String, String> map(String name, Set<String> known, Set<String> required) {
    Map<String, String> map = map(name);
    for (String key : map.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            name
                + " has "
                + key
                + "; it can have "
                + String.join(", ", known.stream().sorted().toList())
                + ".");
      }
    }
    for (String key : required) {
      if (!map.containsKey(key)) {
        throw new IllegalArgumentException(
            name + " says where " + key + " stands: " + key + "=$.path.");
      }
    }
    return map;
  }
}
