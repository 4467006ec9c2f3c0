package io.ticketgate.connectors.rest.jsonpath;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a query from left to right. */
final class Scanner {

  private static final Pattern NAME =
      Pattern.compile(
          "[A-Za-z_\\x{80}-\\x{D7FF}\\x{E000}-\\x{10FFFF}][\\w\\x{80}-\\x{D7FF}\\x{E000}-\\x{10FFFF}]*");
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");
  private static final long LARGEST = (1L << 53) - 1;

  private final String text;
  private int at;

  Scanner(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at == text.length();
  }

  /** Passes over blanks; whether there were any. */
  boolean blanks() {
    int before = at;
    while (!atEnd() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at > before;
  }

  boolean sees(String next) {
    return text.startsWith(next, at);
  }

  /** Passes over {@code next} when it comes next. */
  boolean takes(String next) {
    if (!sees(next)) {
      return false;
    }
    at += next.length();
    return true;
  }

  void expect(String next) {
    if (!takes(next)) {
      throw wrong("'" + next + "' is missing");
    }
  }

  /** What matches next; null when nothing does. */
  @Nullable String match(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher.group();
  }

  /** A member name that needs no quotes. */
  String name() {
    String name = match(NAME);
    if (name == null) {
      throw wrong("a member name or '*' is missing; put a name with other characters in ['…']");
    }
    return name;
  }

  /** An integer that JSON can hold exactly; null when none comes next. */
  @Nullable Long integer() {
    String digits = match(INTEGER);
    if (digits == null) {
      return null;
    }
    if (digits.length() > 17 || Math.abs(Long.parseLong(digits)) > LARGEST) {
      throw wrong("the number is too large");
    }
    return Long.parseLong(digits);
  }

  char next() {
    if (atEnd()) {
      throw wrong("it ends too early");
    }
    return text.charAt(at++);
  }

  /** Where the scanner is. */
  int at() {
    return at;
  }

  /** Goes back to where the scanner was. */
  void back(int to) {
    at = to;
  }

  IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(
        "It breaks RFC 9535 at character " + (at + 1) + ": " + why + ".");
  }
}
