package io.ticketgate.keycloak.server;

import static java.util.stream.Collectors.toSet;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.check.OwnerDuty;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.HolderPages;
import io.ticketgate.keycloak.store.UnboundGrants;
import io.ticketgate.keycloak.store.UnboundGrants.Grant;
import io.ticketgate.keycloak.store.UnboundGrants.Known;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at those who own active bindings: who has left, or does not hold the role any more that an
 * enforced rule asks of owners, and of whom nothing is known. For one transaction.
 */
final class OwnerLook {

  /** A short name for the finding beside the ids of entitlements, of which none has a colon. */
  static final String KEY = "x:owner-of-bindings";

  /** An event names as many bindings. */
  private static final int MOST_NAMED = 20;

  private final RealmGate gate;
  private final OwnerDuty duty;
  private final List<Rule> enforced;
  private final Closures closures;
  private final UnboundGrants reported;
  private final int most;

  /** A binding that is to be suspended, and what its history is to say beside the cause. */
  record Found(Binding binding, @Nullable Detail why) {}

  /**
   * Of some owners.
   *
   * @param suspects whose bindings are to be looked at
   * @param away of whom nothing is known
   * @param last the last one that was looked at; null where there are no more
   */
  record People(List<String> suspects, List<String> away, @Nullable String last) {}

  /**
   * Of some bindings of one owner.
   *
   * @param last id of the last one that was looked at; null where there are no more
   */
  record Owned(List<Found> found, @Nullable String last) {}

  /**
   * @param most how many owners or bindings are looked at in one go
   */
  OwnerLook(RealmGate gate, int most) {
    this.gate = gate;
    this.duty = new OwnerDuty(gate.directory());
    this.enforced = gate.rules().all().stream().filter(OwnerLook::decides).toList();
    this.closures = gate.evaluator().closures();
    this.reported = new UnboundGrants(gate.session(), gate.realm().getId());
    this.most = most;
  }

  private static boolean decides(Rule rule) {
    return rule.mode() == Mode.ENFORCE;
  }

  /** Looks at some owners, before anything is read of what they own. */
  People people(String after) {
    List<String> owners = new HolderPages(gate.session(), gate.realm().getId()).owners(after, most);
    List<String> suspects = new ArrayList<>();
    List<String> away = new ArrayList<>();
    for (String owner : owners) {
      OwnerDuty.Verdict verdict = duty.of(owner, enforced);
      if (verdict instanceof OwnerDuty.Unknown) {
        away.add(owner);
      } else if (!(verdict instanceof OwnerDuty.Fit)) {
        suspects.add(owner);
      }
    }
    return new People(suspects, away, owners.size() < most ? null : owners.get(most - 1));
  }

  /** Looks at some of what one of them owns. */
  Owned owned(String ownerId, String after) {
    List<Binding> owned = gate.bindings().lists().ownedBy(ownerId, after, most);
    return new Owned(
        owned.stream().flatMap(binding -> found(ownerId, binding).stream()).toList(),
        owned.size() < most ? null : owned.get(most - 1).id());
  }

  private Optional<Found> found(String ownerId, Binding binding) {
    OwnerDuty.Verdict verdict =
        duty.of(
            ownerId,
            closures.rulesFor(binding.entitlement()).stream().filter(OwnerLook::decides).toList());
    if (verdict instanceof OwnerDuty.WithoutRole lacking) {
      String name = binding.owner() == null ? ownerId : binding.owner().name();
      return Optional.of(
          new Found(binding, new Detail.OwnerWithoutRole(name, lacking.role(), lacking.rule())));
    }
    return verdict instanceof OwnerDuty.Gone
        ? Optional.of(new Found(binding, null))
        : Optional.empty();
  }

  /**
   * Suspends a binding that was found, unless it has another owner meanwhile, or the owner is fit
   * again.
   *
   * @return what it was suspended for; empty where it was not
   */
  Optional<Found> suspend(Binding candidate, String ownerId, Instant now) {
    gate.bindings().lockSubject(candidate.subject());
    Optional<Found> still =
        gate.bindings().liveOf(candidate.subject()).stream()
            .filter(binding -> binding.id().equals(candidate.id()) && binding.covers(now))
            .filter(binding -> binding.owner() != null && binding.owner().id().equals(ownerId))
            .findFirst()
            .flatMap(binding -> found(ownerId, binding));
    still.ifPresent(
        found ->
            gate.endings().suspend(found.binding(), EndCause.OWNER_LEFT, null, found.why(), now));
    return still;
  }

  /**
   * Reports those of whom nothing is known, each once.
   *
   * @return those that were not reported before
   */
  List<String> report(List<String> away, Instant now) {
    Map<String, Known> known = reported.among(away, KEY);
    List<String> fresh = away.stream().filter(owner -> !known.containsKey(owner)).toList();
    for (String owner : fresh) {
      reported.add(new Grant(owner, KEY), now);
      List<String> owned =
          gate.bindings().lists().ownedBy(owner, "", MOST_NAMED).stream().map(Binding::id).toList();
      gate.journal().ownerAway(owner, owned, now);
    }
    return fresh;
  }

  /**
   * Forgets those of whom something is known again, or who own nothing any more.
   *
   * @return the last one that was looked at; null where there are no more
   */
  @Nullable String forget(String after) {
    List<String> found = reported.subjectsOf(KEY, after, most);
    Set<Grant> over =
        found.stream()
            .filter(owner -> !isAway(owner))
            .map(id -> new Grant(id, KEY))
            .collect(toSet());
    reported.forget(over);
    return found.size() < most ? null : found.get(most - 1);
  }

  private boolean isAway(String owner) {
    return duty.of(owner, List.of()) instanceof OwnerDuty.Unknown
        && !gate.bindings().lists().ownedBy(owner, "", 1).isEmpty();
  }
}
