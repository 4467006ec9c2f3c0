package io.ticketgate.core.ledger;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in its one canonical form, RFC 8785: objects sorted by UTF-16 code units, no white space,
 * the shortest escapes. Numbers are whole and within 2^53, the only ones of which every reader sees
 * the same; others are refused.
 *
 * <p>Values are maps, lists, texts, whole numbers, booleans and null.
 */
public final class Json {

  private static final long MOST = (1L << 53) - 1;

  private Json() {}

  /**
   * Reads a text, in whatever form.
   *
   * @throws IllegalArgumentException for what is no JSON, names a member twice, or has a number
   *     that is not whole
   */
  public static @Nullable Object parse(String text) {
    return new JsonReader(text).whole();
  }

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException as {@link #parse}, and for anything but an object
   */
  public static Map<String, Object> object(String text) {
    return object(parse(text));
  }

  /**
   * A value as an object, sorted.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Map<String, Object> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> object = new TreeMap<>();
      map.forEach((name, member) -> object.put(String.valueOf(name), member));
      return object;
    }
    throw new IllegalArgumentException("An object is expected.");
  }

  /**
   * Writes a value.
   *
   * @throws IllegalArgumentException for a value of another type, a number out of range, and half a
   *     character
   */
  public static String canonical(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Long || value instanceof Integer) {
      long number = ((Number) value).longValue();
      if (number > MOST || number < -MOST) {
        throw new IllegalArgumentException("A number is beyond 2^53.");
      }
      out.append(number);
    } else if (value instanceof String text) {
      quote(text, out);
    } else if (value instanceof Map<?, ?> map) {
      // The order of String is that of its UTF-16 code units.
      String before = "{";
      for (Map.Entry<String, Object> member : object(map).entrySet()) {
        out.append(before);
        quote(member.getKey(), out);
        out.append(':');
        write(member.getValue(), out);
        before = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String before = "[";
      for (Object item : list) {
        out.append(before);
        write(item, out);
        before = ",";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else {
      throw new IllegalArgumentException(value.getClass() + " is no JSON.");
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            requireWhole(text, i);
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** Half a surrogate pair has no UTF-8. */
  private static void requireWhole(String text, int i) {
    char c = text.charAt(i);
    boolean whole =
        Character.isHighSurrogate(c)
            ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
            : !Character.isLowSurrogate(c)
                || (i > 0 && Character.isHighSurrogate(text.charAt(i - 1)));
    if (!whole) {
      throw new IllegalArgumentException("The text holds half a character.");
    }
  }

  /** The text with half characters replaced, so that it can be written whatever it is. */
  public static String writable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(
            point ->
                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                    ? 0xFFFD
                    : point)
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}
