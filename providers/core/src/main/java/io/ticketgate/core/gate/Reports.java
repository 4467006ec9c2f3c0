package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Reports what the gate found and did not refuse. */
public interface Reports {
  /**
   * Reports what rules in audit mode would have refused.
   *
   * @param audited the rules that protect what was attempted
   */
  void wouldRefuse(
      Attempt attempt,
      Collection<Rule> audited,
      GateException refusal,
      @Nullable Person by,
      Instant now);

  /** Reports a person who holds a protected role without a binding. */
  void unbound(
      Subject subject,
      Entitlement entitlement,
      Collection<Rule> protecting,
      @Nullable Person by,
      Instant now);
}
