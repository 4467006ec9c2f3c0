package io.ticketgate.connectors.rest.jsonpath;

/** How many more nodes an evaluation may look at, since descendants of descendants grow fast. */
final class Budget {

  static final int NODES = 1_000_000;

  private int left = NODES;

  void spend() {
    if (left-- == 0) {
      throw new IllegalStateException(
          "It would look at more than " + NODES + " nodes of the answer. Use a narrower path.");
    }
  }
}
