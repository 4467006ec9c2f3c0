package io.ticketgate.core.token;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import java.util.List;

/** Whether a token may carry one entitlement, and why. */
public sealed interface CarryDecision {

  /** Returns whether the token may carry it. */
  default boolean carried() {
    return this instanceof Free
        || this instanceof Covered
        || this instanceof Delegated
        || this instanceof Audited;
  }

  /** No rule protects it, or none that is enforced for a derived token. */
  record Free() implements CarryDecision {}

  /**
   * A live binding covers it, and the token ends with the binding.
   *
   * @param binding of several the one that ends last
   */
  record Covered(Binding binding) implements CarryDecision {}

  /**
   * An agent carries it for a person: a live binding names both, and another one the person alone.
   * The token ends with the first of them.
   *
   * @param binding of the agent that acts for the person; of several the one that ends last
   * @param own of the person
   */
  record Delegated(Binding binding, Binding own) implements CarryDecision {}

  /**
   * Nothing covers it, and the rules that protect it are in audit mode.
   *
   * @param rules what would have refused it
   */
  record Audited(List<Rule> rules) implements CarryDecision {
    public Audited {
      rules = List.copyOf(rules);
    }
  }

  /** Nothing covers it: the token is issued without it. */
  record Stripped() implements CarryDecision {}

  /** Nothing covers it: no token is issued. */
  record Refused(GateException.Refused reason) implements CarryDecision {}
}
