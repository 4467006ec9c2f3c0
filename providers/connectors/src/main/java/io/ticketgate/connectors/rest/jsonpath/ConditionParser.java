package io.ticketgate.connectors.rest.jsonpath;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the conditions of filters: the grammar of RFC 9535, section 2.3.5.1. */
final class ConditionParser {

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");
  private static final Pattern FUNCTION = Pattern.compile("[a-z][a-z0-9_]*\\(");

  private final Scanner scanner;
  private final Quoted quoted;
  private final QueryParser queries;

  ConditionParser(Scanner scanner, Quoted quoted, QueryParser queries) {
    this.scanner = scanner;
    this.quoted = quoted;
    this.queries = queries;
  }

  Condition anyOf() {
    List<Condition> conditions = new ArrayList<>();
    do {
      scanner.blanks();
      conditions.add(allOf());
    } while (another("||"));
    return conditions.size() == 1 ? conditions.get(0) : new Condition.AnyOf(conditions);
  }

  private Condition allOf() {
    List<Condition> conditions = new ArrayList<>();
    do {
      scanner.blanks();
      conditions.add(basic());
    } while (another("&&"));
    return conditions.size() == 1 ? conditions.get(0) : new Condition.AllOf(conditions);
  }

  private boolean another(String operator) {
    int before = scanner.at();
    scanner.blanks();
    if (scanner.takes(operator)) {
      return true;
    }
    scanner.back(before);
    return false;
  }

  private Condition basic() {
    if (scanner.takes("!")) {
      scanner.blanks();
      return new Condition.Not(scanner.sees("(") ? parenthesised() : exists(operand()));
    }
    if (scanner.sees("(")) {
      return parenthesised();
    }
    Operand left = operand();
    Comparison comparison = comparison();
    if (comparison == null) {
      return exists(left);
    }
    scanner.blanks();
    return new Condition.Compares(comparable(left), comparison, comparable(operand()));
  }

  private Condition parenthesised() {
    queries.deeper();
    scanner.expect("(");
    Condition condition = anyOf();
    scanner.blanks();
    scanner.expect(")");
    queries.shallower();
    return condition;
  }

  private Condition exists(Operand operand) {
    if (operand instanceof Operand.Selected query) {
      return new Condition.Exists(query);
    }
    throw scanner.wrong("a value alone is no condition; compare it with another value");
  }

  private Operand comparable(Operand operand) {
    if (operand instanceof Operand.Selected selected && !selected.query().isSingular()) {
      throw scanner.wrong("only a path to one value can be compared");
    }
    return operand;
  }

  private @Nullable Comparison comparison() {
    int before = scanner.at();
    scanner.blanks();
    for (Comparison comparison : Comparison.values()) {
      if (scanner.takes(comparison.symbol())) {
        return comparison;
      }
    }
    scanner.back(before);
    return null;
  }

  private Operand operand() {
    if (scanner.takes("@")) {
      return new Operand.Selected(false, queries.segments());
    }
    if (scanner.takes("$")) {
      return new Operand.Selected(true, queries.segments());
    }
    if (quoted.comesNext()) {
      return new Operand.Literal(TextNode.valueOf(quoted.read()));
    }
    if (scanner.match(FUNCTION) != null) {
      throw scanner.wrong("functions are not supported; use comparisons");
    }
    if (scanner.takes("true")) {
      return new Operand.Literal(BooleanNode.TRUE);
    }
    if (scanner.takes("false")) {
      return new Operand.Literal(BooleanNode.FALSE);
    }
    if (scanner.takes("null")) {
      return new Operand.Literal(NullNode.instance);
    }
    return number();
  }

  private Operand number() {
    String number = scanner.match(NUMBER);
    if (number == null) {
      throw scanner.wrong("a value, or a path that begins with '@' or '$', is missing");
    }
    return new Operand.Literal(
        number.matches("-?[0-9]{1,18}")
            ? LongNode.valueOf(Long.parseLong(number))
            : DoubleNode.valueOf(Double.parseDouble(number)));
  }
}
