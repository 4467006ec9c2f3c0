package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.http.JsonApi;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path below the base URL, and a query, with placeholders in braces. */
final class PathTemplate {

  static final String KEY = "key";
  static final String SINCE = "since";
  static final String PAGE = "page";

  // Parts that would lead out of the base URL.
  private static final Pattern UNSAFE = Pattern.compile("^//|\\s|\\\\|(^|/)\\.\\.?(/|$)");
  private static final Pattern WORD = Pattern.compile("\\{([^{}]*)}");

  private final String path;
  private final Map<String, String> query;

  private PathTemplate(String path, Map<String, String> query) {
    this.path = path;
    this.query = query;
  }

  /**
   * Reads a template.
   *
   * @param words the placeholders that it may have
   * @throws IllegalArgumentException with a sentence that names the setting
   */
  static PathTemplate parse(String setting, String text, Set<String> words) {
    int mark = text.indexOf('?');
    String path = mark < 0 ? text : text.substring(0, mark);
    if (!path.startsWith("/") || UNSAFE.matcher(path).find() || text.contains("#")) {
      throw new IllegalArgumentException(
          setting
              + " must be a path below the base URL. It begins with one / and contains no blanks,"
              + " no .. and no #.");
    }
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      if (!words.contains(matcher.group(1))) {
        throw new IllegalArgumentException(
            setting
                + " has "
                + matcher.group(1)
                + " in braces. It may have "
                + String.join(", ", words.stream().sorted().toList())
                + " in braces.");
      }
    }
    return new PathTemplate(path, mark < 0 ? Map.of() : parameters(text.substring(mark + 1)));
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : text.split("&", -1)) {
      int equals = parameter.indexOf('=');
      parameters.put(
          equals < 0 ? parameter : parameter.substring(0, equals),
          equals < 0 ? "" : parameter.substring(equals + 1));
    }
    return parameters;
  }

  boolean has(String word) {
    String inBraces = "{" + word + "}";
    return path.contains(inBraces) || query.values().stream().anyMatch(v -> v.contains(inBraces));
  }

  String path(Map<String, String> values) {
    String filled = path;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", JsonApi.segment(value.getValue()));
    }
    return filled;
  }

  Map<String, String> query(Map<String, String> values) {
    Map<String, String> filled = new LinkedHashMap<>();
    query.forEach((name, template) -> filled.put(name, filled(template, values)));
    return filled;
  }

  private static String filled(String template, Map<String, String> values) {
    String filled = template;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }
}
