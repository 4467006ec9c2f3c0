package io.ticketgate.core.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one JSON text, strictly. */
final class JsonReader {

  private static final int DEEPEST = 32;

  private final String text;
  private int at;

  JsonReader(String text) {
    this.text = text;
  }

  @Nullable Object whole() {
    Object value = value(0);
    space();
    if (at < text.length()) {
      throw wrong("something follows the value");
    }
    return value;
  }

  private @Nullable Object value(int depth) {
    if (depth > DEEPEST) {
      throw wrong("it is nested too deeply");
    }
    space();
    char next = peek();
    return switch (next) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> members = new TreeMap<>();
    at++;
    space();
    if (peek() == '}') {
      at++;
      return members;
    }
    while (true) {
      space();
      String name = string();
      space();
      take(':');
      if (members.containsKey(name)) {
        throw wrong("member '" + name + "' is there twice");
      }
      members.put(name, value(depth + 1));
      space();
      if (peek() == '}') {
        at++;
        return members;
      }
      take(',');
    }
  }

  private List<@Nullable Object> array(int depth) {
    List<@Nullable Object> items = new ArrayList<>();
    at++;
    space();
    if (peek() == ']') {
      at++;
      return items;
    }
    while (true) {
      items.add(value(depth + 1));
      space();
      if (peek() == ']') {
        at++;
        return items;
      }
      take(',');
    }
  }

  private String string() {
    take('"');
    StringBuilder out = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return out.toString();
      }
      if (c < ' ') {
        throw wrong("a control character is not escaped");
      }
      out.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("there is no escape \\" + c);
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw wrong("\\u takes four hexadecimal digits");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private long number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    while (at < text.length()
        && Character.digit(text.charAt(at), 10) >= 0
        && text.charAt(at) < 128) {
      at++;
    }
    String digits = text.substring(start, at);
    boolean more = at < text.length() && ".eE".indexOf(text.charAt(at)) >= 0;
    if (more || !digits.matches("-?(0|[1-9][0-9]{0,15})") || digits.equals("-0")) {
      throw wrong("a value is expected; numbers are whole");
    }
    return Long.parseLong(digits);
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong("a value is expected");
    }
    at += word.length();
    return value;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("it ends too early");
    }
    return text.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private void take(char expected) {
    if (next() != expected) {
      at--;
      throw wrong("'" + expected + "' is expected");
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("Not JSON at character " + (at + 1) + ": " + what + ".");
  }
}
