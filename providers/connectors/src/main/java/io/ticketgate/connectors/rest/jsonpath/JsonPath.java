package io.ticketgate.connectors.rest.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A JSONPath query (RFC 9535) without function extensions. Immutable and thread-safe.
 *
 * <p>Whatever the query and the document are, the work is bounded: a query has at most {@value
 * #LONGEST} characters and is nested at most {@value #DEEPEST} deep, and an evaluation looks at no
 * more than {@value Budget#NODES} nodes.
 */
public final class JsonPath {

  static final int LONGEST = 1000;
  static final int DEEPEST = 20;

  private final String text;
  private final Query query;

  private JsonPath(String text, Query query) {
    this.text = text;
    this.query = query;
  }

  /**
   * Reads a query.
   *
   * @throws IllegalArgumentException when it is no JSONPath; the message says where and why
   */
  public static JsonPath parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "A JSONPath may have at most " + LONGEST + " characters. Shorten it.");
    }
    return new JsonPath(text, new QueryParser(new Scanner(text)).whole());
  }

  /**
   * The nodes that the query selects, in the order of RFC 9535.
   *
   * @throws IllegalStateException when it looks at more nodes than an evaluation may
   */
  public List<JsonNode> select(JsonNode root) {
    return query.select(root, new Evaluation(root, new Budget()));
  }

  /** Whether it selects one node at most, whatever the document is. */
  public boolean isSingular() {
    return query.isSingular();
  }

  @Override
  public String toString() {
    return text;
  }
}
