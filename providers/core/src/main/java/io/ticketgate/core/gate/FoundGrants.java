package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.Remains;
import io.ticketgate.core.gate.GuardedGrants.Guarded;
import io.ticketgate.core.ticket.KnownTicket;
import java.util.HashSet;
import java.util.Set;

/**
 * Grants that are there already when a request asks for them: under another ticket, or as what an
 * ended binding has left until it is cleaned up. An answer must not promise what then goes.
 */
final class FoundGrants {

  private final Bindings bindings;

  FoundGrants(Bindings bindings) {
    this.bindings = bindings;
  }

  /**
   * Returns whether a grant is to be judged. One that the request found there is, where a ticket is
   * to carry it from now on, and where it is about to be taken; otherwise nothing has changed.
   *
   * @param uncovered what of it no live binding covers
   */
  boolean isAskedFor(Guarded one, Set<Entitlement> uncovered, Judging judging) {
    return !one.attempt().found()
        || !underOtherTickets(one, judging).isEmpty()
        || (!uncovered.isEmpty()
            && (isAuthorised(one, uncovered, judging) || isLeaving(one, uncovered, judging)));
  }

  private boolean isAuthorised(Guarded one, Set<Entitlement> uncovered, Judging judging) {
    return judging.named() == null
        && bindings.liveOf(one.attempt().subject()).stream()
            .filter(binding -> binding.exercisable(judging.now()))
            .map(Binding::entitlement)
            .anyMatch(part -> part.equals(one.attempt().entitlement()) || uncovered.contains(part));
  }

  private boolean isLeaving(Guarded one, Set<Entitlement> uncovered, Judging judging) {
    return bindings.remains(one.attempt().subject()).stream()
        .map(Remains::before)
        .flatMap(ended -> ended.approved(judging.closures()::of).stream())
        .anyMatch(uncovered::contains);
  }

  /**
   * What the named ticket asks for and has no binding for: it gets one beside those of other
   * tickets, as by {@code POST /bindings}, so that the grant stays when they close.
   */
  Set<Entitlement> underOtherTickets(Guarded one, Judging judging) {
    KnownTicket known = judging.named() == null ? null : judging.locked().get(judging.named());
    if (known == null) {
      return Set.of();
    }
    Set<Entitlement> unbound = new HashSet<>(one.parts());
    if (!known.asksFor(one.attempt().entitlement())) {
      unbound.removeIf(part -> !known.asksFor(part));
    }
    for (Binding binding : bindings.liveOf(one.attempt().subject())) {
      if (binding.ticket().equals(judging.named()) && binding.covers(judging.now())) {
        unbound.removeAll(binding.approved(judging.closures()::of));
      }
    }
    return unbound;
  }
}
