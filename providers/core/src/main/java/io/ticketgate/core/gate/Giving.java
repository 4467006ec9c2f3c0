package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.rule.Closures;
import java.time.Instant;

/** Makes the grant of a binding, whose subject is locked. */
final class Giving {

  private final Roles roles;
  private final Bindings bindings;
  private final Structures structures;

  Giving(Roles roles, Bindings bindings, Reports reports) {
    this.roles = roles;
    this.bindings = bindings;
    this.structures = new Structures(roles, reports);
  }

  /** Returns whether a person has the role already, without a binding. */
  boolean holds(Subject subject, Entitlement entitlement, Closures closures, Instant now) {
    return subject.kind() == Subject.Kind.USER
        && !entitlement.configuration()
        && roles.has(subject, entitlement, closures::of)
        && bindings.liveOf(subject).stream()
            .noneMatch(
                other -> other.covers(now) && other.approved(closures::of).contains(entitlement));
  }

  /**
   * A grant that the subject already has, perhaps by the write that is judged, is not made twice.
   */
  void give(Binding binding, Judging judging) {
    Subject subject = binding.subject();
    if (!binding.givesSomething()) {
      return; // the binding itself is what the holder has
    }
    if (!roles.has(subject, binding.entitlement(), judging.closures()::of)) {
      roles.give(subject, Holding.mapped(binding.entitlement()));
    }
    if (subject.kind() == Subject.Kind.USER
        && judging.closures().of(binding.entitlement()).stream()
            .anyMatch(Entitlement::administers)) {
      // The Admin API counts every token as all that its user holds, also one from before that
      // another party got.
      roles.endDerivedSessions(subject);
    }
    structures.requireBoundMembers(
        attempt(subject, binding.entitlement()),
        judging.closures().protectedParts(binding.entitlement()),
        judging);
  }

  static Attempt attempt(Subject subject, Entitlement entitlement) {
    return new AttemptedGrant(Route.BINDING, subject, Holding.mapped(entitlement));
  }
}
