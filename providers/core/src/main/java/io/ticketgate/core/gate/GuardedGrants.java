package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.rule.Closures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The grants of a transaction that bring along a protected role, or one that excludes others,
 * before they are judged.
 */
public final class GuardedGrants {

  /** A grant and the protected roles in its closure. */
  record Guarded(AttemptedGrant attempt, Set<Entitlement> parts) {}

  private final List<Guarded> grants;
  private final Closures closures;

  private GuardedGrants(List<Guarded> grants, Closures closures) {
    this.grants = grants;
    this.closures = closures;
  }

  static GuardedGrants among(
      Collection<AttemptedGrant> attempts, Closures closures, Exclusions exclusions) {
    List<Guarded> guarded = new ArrayList<>();
    for (AttemptedGrant attempt : attempts) {
      Set<Entitlement> parts = closures.protectedParts(attempt.entitlement());
      if (!parts.isEmpty() || exclusions.concerns(attempt, closures)) {
        guarded.add(new Guarded(attempt, parts));
      }
    }
    return new GuardedGrants(guarded, closures);
  }

  /** Returns whether the gate has nothing to say. */
  public boolean isEmpty() {
    return grants.isEmpty();
  }

  /** The grants, in the order in which they were given. */
  public List<AttemptedGrant> attempts() {
    return grants.stream().map(Guarded::attempt).toList();
  }

  List<Guarded> each() {
    return grants;
  }

  /** What was looked up to find them. */
  Closures closures() {
    return closures;
  }
}
