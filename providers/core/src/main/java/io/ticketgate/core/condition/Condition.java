package io.ticketgate.core.condition;

/**
 * A condition that has been compiled. Thread-safe; the same facts always lead to the same answer.
 */
@FunctionalInterface
public interface Condition {

  /** Evaluates the condition, within bounds of its own. Throws nothing. */
  Answer answer(Facts facts);

  /** What the evaluation came to. */
  sealed interface Answer {}

  /** The condition holds. */
  record Holds() implements Answer {}

  /** The condition is false. */
  record Fails() implements Answer {}

  /**
   * It cannot be said whether the condition holds, so it counts as not met.
   *
   * @param reason the end of a sentence for people, without any value of the ticket
   */
  record Broken(String reason) implements Answer {}
}
