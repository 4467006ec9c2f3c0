package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads settings for the mapping, and refuses those that cannot work. */
final class MappingSettings {

  private final Settings settings;

  MappingSettings(Settings settings) {
    this.settings = settings;
  }

  String required(String name) {
    return settings
        .text(name)
        .orElseThrow(() -> new IllegalArgumentException("Set " + name + ", which is required."));
  }

  Set<String> requiredSet(String name) {
    Set<String> values = settings.set(name, Set.of());
    if (values.isEmpty()) {
      throw new IllegalArgumentException("Set " + name + ", which is required.");
    }
    return values;
  }

  List<String> requiredList(String name) {
    return List.copyOf(requiredSet(name));
  }

  /** Entries {@code key=value}, each key once, since Keycloak does not keep their order. */
  Map<String, String> map(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String entry : settings.list(name)) {
      int equals = entry.indexOf('=');
      String key = equals < 1 ? "" : entry.substring(0, equals).strip();
      String value = entry.substring(equals + 1).strip();
      if (key.isEmpty() || value.isEmpty()) {
        throw new IllegalArgumentException("Write each entry of " + name + " as key=value.");
      }
      if (map.put(key, value) != null) {
        throw new IllegalArgumentException(name + " has " + key + " twice. Remove one.");
      }
    }
    return map;
  }

  /** {@link #map(String)} with known keys only. */
  Map<String, String> map(String name, Set<String> known, Set<String> required) {
    Map<String, String> map = map(name);
    for (String key : map.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            name
                + " has "
                + key
                + ". It may have "
                + String.join(", ", known.stream().sorted().toList())
                + ".");
      }
    }
    for (String key : required) {
      if (!map.containsKey(key)) {
        throw new IllegalArgumentException(
            "Add to " + name + " where " + key + " is, as " + key + "=$.path.");
      }
    }
    return map;
  }
}
