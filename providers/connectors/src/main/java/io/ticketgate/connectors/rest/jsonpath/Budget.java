package io.ticketgate.connectors.rest.jsonpath;

/** How many nodes an evaluation may still look at: descendants of descendants grow fast. */
final class Budget {

  static final int NODES = 1_000_000;

  private int left = NODES;

  void spend() {
    if (left-- == 0) {
      throw new IllegalStateException(
          "The JSONPath looks at more than "
              + NODES
              + " nodes of this document; name a narrower path.");
    }
  }
}
