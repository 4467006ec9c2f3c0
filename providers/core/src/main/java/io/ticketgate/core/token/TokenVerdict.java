package io.ticketgate.core.token;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.GateException.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one token may carry, until when, and whether it may be issued at all.
 *
 * @param credential whether the client may use its credential
 * @param decisions on each role that was asked for
 * @param refusal why no token is to be issued, the first reason that was found; null when one may
 *     be
 * @param relied the bindings that the token relies on
 * @param named the binding that the token names: the one under the ticket that the request names,
 *     or the one under which the credential of a service account was issued; null for none
 */
public record TokenVerdict(
    CarryDecision credential,
    Map<Entitlement, CarryDecision> decisions,
    @Nullable Refused refusal,
    List<Binding> relied,
    @Nullable Binding named) {

  public TokenVerdict {
    decisions = Map.copyOf(decisions);
    relied = List.copyOf(relied);
  }

  /** When the token ends at the latest; empty when it relies on no binding. */
  public Optional<Instant> end() {
    return endsFirst().map(Binding::endsAt);
  }

  /** Of the bindings relied on the one that ends first; empty for none. */
  public Optional<Binding> endsFirst() {
    return relied.stream().min(Comparator.comparing(Binding::endsAt));
  }

  /**
   * Ids of the protected roles that the token may carry, whether a binding covers them or their
   * rules are only audited. Its session is noted to have carried them.
   */
  public Set<String> carriedProtected() {
    return decisions.entrySet().stream()
        .filter(each -> !each.getKey().credential())
        .filter(each -> each.getValue().carried())
        .filter(each -> !(each.getValue() instanceof CarryDecision.Free))
        .map(each -> each.getKey().id())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What was decided on the role; empty when it was not asked for. */
  public Optional<CarryDecision> on(Entitlement role) {
    return Optional.ofNullable(decisions.get(role));
  }

  /** This verdict and the decisions on further roles. */
  public TokenVerdict with(Map<Entitlement, CarryDecision> further) {
    Map<Entitlement, CarryDecision> all = new HashMap<>(decisions);
    Refused why = refusal;
    List<Binding> relying = new ArrayList<>(relied);
    for (Map.Entry<Entitlement, CarryDecision> each : further.entrySet()) {
      CarryDecision decision = each.getValue();
      all.put(each.getKey(), decision);
      if (decision instanceof CarryDecision.Covered covered) {
        rely(covered.binding(), relying);
      } else if (decision instanceof CarryDecision.Delegated delegated) {
        rely(delegated.binding(), relying);
        rely(delegated.own(), relying);
      } else if (decision instanceof CarryDecision.Refused refused && why == null) {
        why = refused.reason();
      }
    }
    return new TokenVerdict(credential, all, why, relying, named);
  }

  private static void rely(Binding binding, List<Binding> relying) {
    if (!relying.contains(binding)) {
      relying.add(binding);
    }
  }

  /** By which an agent acts for the person of the token, and those of the person beside them. */
  public List<CarryDecision.Delegated> delegated() {
    return decisions.values().stream()
        .filter(CarryDecision.Delegated.class::isInstance)
        .map(CarryDecision.Delegated.class::cast)
        .toList();
  }
}
