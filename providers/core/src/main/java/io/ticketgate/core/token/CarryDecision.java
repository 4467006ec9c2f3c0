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

  /** The audited rules that would not have it carried, were they enforced; mostly none. */
  default List<Rule> wouldRefuse() {
    if (this instanceof Audited audited) {
      return audited.rules();
    }
    return this instanceof Covered covered ? covered.wouldStrip() : List.of();
  }

  /** No rule protects it, or none that is enforced for a derived token. */
  record Free() implements CarryDecision {}

  /**
   * A live binding covers it, and the token ends with the binding.
   *
   * @param binding of several the one that ends last
   * @param wouldStrip the audited rules that ask for a stronger authentication than the session has
   */
  record Covered(Binding binding, List<Rule> wouldStrip) implements CarryDecision {
    public Covered {
      wouldStrip = List.copyOf(wouldStrip);
    }

    /** Nothing of which would be different if audited rules were enforced. */
    public Covered(Binding binding) {
      this(binding, List.of());
    }
  }

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

  /** Nothing covers it, or the session is not strong enough: the token is issued without it. */
  record Stripped() implements CarryDecision {}

  /** Nothing covers it: no token is issued. */
  record Refused(GateException.Refused reason) implements CarryDecision {}
}
