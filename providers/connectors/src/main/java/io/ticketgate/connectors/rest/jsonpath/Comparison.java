package io.ticketgate.connectors.rest.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The comparisons of RFC 9535, section 2.3.5.2.2. */
enum Comparison {
  EQUAL("=="),
  UNEQUAL("!="),
  LESS_OR_EQUAL("<="),
  GREATER_OR_EQUAL(">="),
  LESS("<"),
  GREATER(">");

  private final String symbol;

  Comparison(String symbol) {
    this.symbol = symbol;
  }

  String symbol() {
    return symbol;
  }

  boolean holds(@Nullable JsonNode left, @Nullable JsonNode right) {
    return switch (this) {
      case EQUAL -> same(left, right);
      case UNEQUAL -> !same(left, right);
      case LESS -> less(left, right);
      case GREATER -> less(right, left);
      case LESS_OR_EQUAL -> less(left, right) || same(left, right);
      case GREATER_OR_EQUAL -> less(right, left) || same(left, right);
    };
  }

  private static boolean same(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    if (left.isNumber() && right.isNumber()) {
      return order(left, right) == 0;
    }
    if (left.isArray() && right.isArray()) {
      return sameElements(left, right);
    }
    if (left.isObject() && right.isObject()) {
      return sameMembers(left, right);
    }
    return left.equals(right);
  }

  private static boolean sameElements(JsonNode left, JsonNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int at = 0; at < left.size(); at++) {
      if (!same(left.get(at), right.get(at))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameMembers(JsonNode left, JsonNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> member : left.properties()) {
      JsonNode other = right.get(member.getKey());
      if (other == null || !same(member.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean less(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == null || right == null) {
      return false;
    }
    if (left.isNumber() && right.isNumber()) {
      return order(left, right) < 0;
    }
    return left.isTextual() && right.isTextual() && before(left.asText(), right.asText());
  }

  // Fractions as doubles: a decimal with a huge exponent could take forever to compare.
  private static int order(JsonNode left, JsonNode right) {
    if (left.isIntegralNumber() && right.isIntegralNumber()) {
      return left.bigIntegerValue().compareTo(right.bigIntegerValue());
    }
    double one = left.doubleValue();
    double other = right.doubleValue();
    return one == other ? 0 : Double.compare(one, other);
  }

  // By code points; String.compareTo would put a surrogate pair before U+E000.
  private static boolean before(String left, String right) {
    int[] one = left.codePoints().toArray();
    int[] other = right.codePoints().toArray();
    return Arrays.compare(one, other) < 0;
  }
}
