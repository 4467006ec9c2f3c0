package io.ticketgate.core.condition;

/** Compiles the conditions of rules. Implementations are thread-safe. */
public interface Conditions {

  /** Most characters of a condition. */
  int MOST_CHARACTERS = 2000;

  /**
   * Reads a condition and checks its types.
   *
   * @throws io.ticketgate.core.refusal.GateException.Invalid {@code rule_invalid} with field {@code
   *     condition}, and the line and column in the message
   */
  Condition compile(String text);
}
