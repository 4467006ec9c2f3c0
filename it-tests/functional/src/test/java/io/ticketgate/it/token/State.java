package io.ticketgate.it.token;

/** What is true of a person's grant when a token is asked for. */
enum State {
  /** Held since before the rule, which denies tokens to those without a binding. */
  UNBOUND,
  /** Held since before the rule, which strips their tokens. */
  STRIPPED,
  LIVE,
  /** The end of the binding has passed, and no sweep has seen it yet. */
  EXPIRED,
  REVOKED,
  SUSPENDED;

  /** Whether the person holds the role since before there was a rule. */
  boolean olderThanTheRule() {
    return this == UNBOUND || this == STRIPPED;
  }
}
