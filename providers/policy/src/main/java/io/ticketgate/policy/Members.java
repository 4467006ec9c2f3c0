package io.ticketgate.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of an object of an example. What nobody asks for is refused: it may be a condition
 * that its author believes to be looked at.
 */
final class Members {

  private final Map<?, ?> members;
  private final String path;
  private final Set<String> asked = new LinkedHashSet<>();

  private Members(Map<?, ?> members, String path) {
    this.members = members;
    this.path = path;
  }

  /** What an example says cannot be read. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String path;

    Wrong(String path, String message) {
      super(message);
      this.path = path;
    }

    /** Pointer of the member at fault, below the example. */
    String path() {
      return path;
    }
  }

  /**
   * @param path pointer of the object
   */
  static Members of(@Nullable Object value, String path) {
    if (value instanceof Map<?, ?> map) {
      return new Members(map, path);
    }
    throw new Wrong(path, (path.isEmpty() ? "This" : name(path)) + " is a JSON object.");
  }

  private static String name(String path) {
    return path.substring(1).replace('/', '.');
  }

  String path() {
    return path;
  }

  private @Nullable Object get(String name) {
    asked.add(name);
    return members.get(name);
  }

  boolean has(String name) {
    return get(name) != null;
  }

  Wrong wrong(String name, String message) {
    return new Wrong(path + "/" + name, message);
  }

  private Wrong kind(String name, String kind) {
    return wrong(name, name(path + "/" + name) + " is " + kind + ".");
  }

  /** A text; null where there is none, or a blank one. */
  @Nullable String text(String name) {
    Object value = get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof String text) {
      return text.isBlank() ? null : text;
    }
    throw kind(name, "a text");
  }

  String required(String name) {
    String text = text(name);
    if (text == null) {
      throw wrong(name, name(path + "/" + name) + " is missing.");
    }
    return text;
  }

  boolean flag(String name, boolean byDefault) {
    Object value = get(name);
    if (value == null) {
      return byDefault;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw kind(name, "true or false");
  }

  int number(String name, int byDefault) {
    Object value = get(name);
    if (value == null) {
      return byDefault;
    }
    if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw kind(name, "a whole number");
  }

  @Nullable Instant instant(String name) {
    String text = text(name);
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notAnInstant) {
      throw kind(name, "an ISO 8601 instant such as 2026-11-22T12:00:00Z");
    }
  }

  /** The texts of a list; none where there is no list. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object each : list(name)) {
      if (!(each instanceof String text) || text.isBlank()) {
        throw kind(name, "a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  List<?> list(String name) {
    Object value = get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw kind(name, "a list");
  }

  /** The objects of a list; none where there is no list. */
  List<Members> objects(String name) {
    List<Members> objects = new ArrayList<>();
    List<?> list = list(name);
    for (int i = 0; i < list.size(); i++) {
      objects.add(of(list.get(i), path + "/" + name + "/" + i));
    }
    return objects;
  }

  /** An object; empty where there is none. */
  Members object(String name) {
    Object value = get(name);
    return of(value == null ? Map.of() : value, path + "/" + name);
  }

  /** The objects in an object, by their names. */
  void each(String name, BiConsumer<String, Members> entry) {
    Members object = object(name);
    object.members.forEach(
        (key, value) ->
            entry.accept(String.valueOf(key), of(value, object.path + "/" + String.valueOf(key))));
  }

  /** An object of texts or lists of texts. */
  Map<String, List<String>> attributes(String name) {
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    Members object = object(name);
    for (Object each : object.members.keySet()) {
      String key = String.valueOf(each);
      attributes.put(
          key,
          object.members.get(key) instanceof List<?>
              ? object.texts(key)
              : List.of(object.required(key)));
    }
    return attributes;
  }

  /** Refuses members that nobody has asked for. */
  void requireKnown() {
    for (Object each : members.keySet()) {
      String name = String.valueOf(each);
      if (!asked.contains(name)) {
        throw wrong(
            name, "There is no '" + name + "' here; there is " + String.join(", ", asked) + ".");
      }
    }
  }
}
