package io.ticketgate.core.event;

import io.ticketgate.core.access.Person;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events of changes to rules, ITSM systems and subscribers. They name settings, never values. */
public final class ConfigurationEvents {

  private ConfigurationEvents() {}

  /** What was done to it. */
  public enum Change {
    CREATED,
    UPDATED,
    DELETED
  }

  /**
   * @param collection {@code rules}, {@code systems} or {@code subscribers}
   * @param settings names of the settings that are other than before
   * @param actor null where nobody is logged in, as in an import at start
   */
  public static GateEvent of(
      EventType type,
      Change change,
      String collection,
      String id,
      String name,
      Collection<String> settings,
      @Nullable Person actor,
      Instant at) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("change", change.name().toLowerCase(Locale.ROOT));
    data.put("id", id);
    data.put("name", name);
    if (change == Change.UPDATED) {
      data.put("settings", settings.stream().sorted().distinct().toList());
    }
    if (actor != null) {
      data.put("actor", Map.of("id", actor.id(), "name", actor.name()));
    }
    return new GateEvent(
        UUID.randomUUID().toString(),
        type,
        collection + "/" + id,
        at,
        type == EventType.RULE_CHANGED ? List.of(name) : List.of(),
        null,
        data);
  }
}
