package io.ticketgate.connectors.rest.jsonpath;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads segments and selectors: the grammar of RFC 9535, sections 2.2, 2.3 and 2.5. */
final class QueryParser {

  private final Scanner scanner;
  private final Quoted quoted;
  private int depth;

  QueryParser(Scanner scanner) {
    this.scanner = scanner;
    this.quoted = new Quoted(scanner);
  }

  Query whole() {
    if (!scanner.takes("$")) {
      throw scanner.wrong("it must begin with '$'");
    }
    Query query = segments();
    if (!scanner.atEnd()) {
      throw scanner.wrong("it must end here");
    }
    return query;
  }

  /** The segments after {@code $} or {@code @}. */
  Query segments() {
    List<Segment> segments = new ArrayList<>();
    int end = scanner.at();
    scanner.blanks();
    for (Segment segment = segment(); segment != null; segment = segment()) {
      segments.add(segment);
      end = scanner.at();
      scanner.blanks();
    }
    scanner.back(end);
    return new Query(segments);
  }

  private @Nullable Segment segment() {
    if (scanner.takes("..")) {
      return new Segment(true, scanner.sees("[") ? bracketed() : List.of(shorthand()));
    }
    if (scanner.takes(".")) {
      return new Segment(false, List.of(shorthand()));
    }
    return scanner.sees("[") ? new Segment(false, bracketed()) : null;
  }

  private Selector shorthand() {
    return scanner.takes("*") ? new Selector.Wildcard() : new Selector.Name(scanner.name());
  }

  private List<Selector> bracketed() {
    scanner.expect("[");
    List<Selector> selectors = new ArrayList<>();
    do {
      scanner.blanks();
      selectors.add(selector());
      scanner.blanks();
    } while (scanner.takes(","));
    scanner.expect("]");
    return selectors;
  }

  private Selector selector() {
    if (quoted.comesNext()) {
      return new Selector.Name(quoted.read());
    }
    if (scanner.takes("*")) {
      return new Selector.Wildcard();
    }
    if (scanner.takes("?")) {
      return new Selector.Filter(nested());
    }
    Long first = scanner.integer();
    int afterFirst = scanner.at();
    scanner.blanks();
    if (scanner.takes(":")) {
      return slice(first);
    }
    scanner.back(afterFirst);
    if (first == null) {
      throw scanner.wrong("a name in quotes, a number, a slice, '*' or a filter is missing");
    }
    return new Selector.Index(first);
  }

  private Selector slice(@Nullable Long start) {
    scanner.blanks();
    Long end = scanner.integer();
    int afterEnd = scanner.at();
    scanner.blanks();
    if (!scanner.takes(":")) {
      scanner.back(afterEnd);
      return new Selector.Slice(start, end, 1);
    }
    int afterColon = scanner.at();
    scanner.blanks();
    Long step = scanner.integer();
    if (step == null) {
      scanner.back(afterColon);
      return new Selector.Slice(start, end, 1);
    }
    return new Selector.Slice(start, end, step);
  }

  private Condition nested() {
    deeper();
    scanner.blanks();
    Condition condition = new ConditionParser(scanner, quoted, this).anyOf();
    depth--;
    return condition;
  }

  void deeper() {
    if (++depth > JsonPath.DEEPEST) {
      throw scanner.wrong("it is nested too deeply");
    }
  }

  void shallower() {
    depth--;
  }
}
