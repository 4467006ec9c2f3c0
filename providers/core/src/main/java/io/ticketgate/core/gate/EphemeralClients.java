package io.ticketgate.core.gate;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Clients that were made for a ticket and are removed with it. One stays that way whatever further
 * tickets it gets, until the last of them ends.
 */
final class EphemeralClients {

  private final Bindings bindings;

  EphemeralClients(Bindings bindings) {
    this.bindings = bindings;
  }

  /**
   * Refuses whatever is asked for a client that is about to be removed: it would be gone a moment
   * later, or outlive what it was made for.
   *
   * @param client locked
   * @throws GateException.Conflict {@code binding_not_live}
   */
  void requireStaying(Subject client, Instant now) {
    if (client.kind() != Subject.Kind.CLIENT || bound(client, now).findAny().isPresent()) {
      return;
    }
    Optional<Binding> over = over(client, now).findFirst();
    if (over.isPresent()) {
      throw new GateException.Conflict(
          ErrorCode.BINDING_NOT_LIVE,
          "Client "
              + client.name()
              + " was made for ticket "
              + over.get().ticket()
              + " and is removed, because that binding has ended. Register it again, under a new"
              + " ticket.");
    }
  }

  /**
   * Returns whether the client is removed when the binding that is made now ends.
   *
   * @param request for a client that is locked
   * @param made null where the client was there before
   * @param rules those that decide
   */
  boolean isOne(GrantRequest request, @Nullable NewClient made, List<Rule> rules, Instant now) {
    if (request.subject().kind() != Subject.Kind.CLIENT) {
      return false;
    }
    return made == null
        ? bound(request.subject(), now).findAny().isPresent()
        : rules.stream()
            .filter(rule -> rule.protects().matches(request.entitlement().name()))
            .anyMatch(Rule::ephemeralClients);
  }

  private Stream<Binding> bound(Subject client, Instant now) {
    return bindings.liveOf(client).stream()
        .filter(Binding::ephemeral)
        .filter(binding -> binding.ranOut(now).isEmpty());
  }

  /** Those that ended with the client itself say nothing of one that has its id now. */
  private Stream<Binding> over(Subject client, Instant now) {
    return Stream.concat(
            bindings.liveOf(client).stream().filter(binding -> binding.ranOut(now).isPresent()),
            bindings.remains(client).stream()
                .filter(each -> each.end().cause() != EndCause.SUBJECT_REMOVED)
                .map(each -> each.ended()))
        .filter(Binding::ephemeral);
  }
}
