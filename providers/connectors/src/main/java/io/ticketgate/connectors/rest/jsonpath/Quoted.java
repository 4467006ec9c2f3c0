package io.ticketgate.connectors.rest.jsonpath;

/** Reads the quoted texts of a query. */
final class Quoted {

  private final Scanner scanner;

  Quoted(Scanner scanner) {
    this.scanner = scanner;
  }

  boolean comesNext() {
    return scanner.sees("'") || scanner.sees("\"");
  }

  String read() {
    char quote = scanner.next();
    StringBuilder text = new StringBuilder();
    for (char next = scanner.next(); next != quote; next = scanner.next()) {
      if (next == '\\') {
        escaped(quote, text);
      } else if (next < ' ') {
        throw scanner.wrong("a control character must be escaped");
      } else {
        text.append(next);
      }
    }
    requireWholeCharacters(text);
    return text.toString();
  }

  private void escaped(char quote, StringBuilder text) {
    char next = scanner.next();
    if (next == quote) {
      text.append(quote);
      return;
    }
    switch (next) {
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case '/', '\\' -> text.append(next);
      case 'u' -> text.append(unit());
      default -> throw scanner.wrong("there is no escape \\" + next);
    }
  }

  private char unit() {
    int unit = 0;
    for (int digits = 0; digits < 4; digits++) {
      char next = scanner.next();
      int digit = next < 128 ? Character.digit(next, 16) : -1;
      if (digit < 0) {
        throw scanner.wrong("\\u takes four hexadecimal digits");
      }
      unit = unit * 16 + digit;
    }
    return (char) unit;
  }

  // No JSON text has half a character, so nothing could ever match it.
  private void requireWholeCharacters(CharSequence text) {
    if (text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw scanner.wrong("a surrogate stands alone");
    }
  }
}
