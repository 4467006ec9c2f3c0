package io.ticketgate.keycloak.rest;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.SelfServiceBindings;
import io.ticketgate.keycloak.store.StoredRequest;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts requests together with their tickets and bindings: a page of them with two queries. */
final class MyRequestViews {

  private static final int MOST_BINDINGS_EACH = 20;

  private final RealmGate gate;
  private final Instant now;

  MyRequestViews(RealmGate gate, Instant now) {
    this.gate = gate;
    this.now = now;
  }

  List<MyRequestView> of(Collection<StoredRequest> requests) {
    List<TicketRef> refs =
        requests.stream().map(StoredRequest::ticket).filter(Objects::nonNull).distinct().toList();
    Map<TicketRef, KnownTicket> tickets = gate.tickets().find(refs);
    List<Binding> bindings =
        new SelfServiceBindings(gate.session(), gate.realm().getId())
            .under(refs, refs.size() * MOST_BINDINGS_EACH);
    Closures closures = gate.evaluator().closures();
    return requests.stream()
        .map(
            request ->
                MyRequestView.of(
                    request,
                    tickets.get(request.ticket()),
                    binding(request, bindings),
                    automatic(request, closures),
                    now))
        .toList();
  }

  MyRequestView of(StoredRequest request) {
    return of(List.of(request)).get(0);
  }

  private static boolean automatic(StoredRequest request, Closures closures) {
    List<Rule> rules = closures.rulesFor(request.entitlement());
    return !rules.isEmpty() && rules.stream().allMatch(Rule::automaticProvisioning);
  }

  /** A live one before one that has ended, and of each the newest. */
  static @Nullable Binding binding(StoredRequest request, List<Binding> newestFirst) {
    List<Binding> own =
        newestFirst.stream()
            .filter(binding -> binding.ticket().equals(request.ticket()))
            .filter(binding -> binding.subject().id().equals(request.subject().id()))
            .filter(binding -> binding.entitlement().equals(request.entitlement()))
            .toList();
    return own.stream()
        .filter(binding -> binding.status().live())
        .findFirst()
        .orElse(own.isEmpty() ? null : own.get(0));
  }
}
