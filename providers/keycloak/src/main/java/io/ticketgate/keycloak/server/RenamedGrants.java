package io.ticketgate.keycloak.server;

import static java.util.Comparator.comparing;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.ManagementClients;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.BoundEntitlements;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;

/**
 * Active bindings for a role or client, or for what a composite role brings along, that has another
 * name than when they were made. A token would say the name of now, and nobody has approved that.
 * What a realm's new name has renamed is approved under that: Keycloak renames it, and it goes on
 * to be for the same realm.
 */
final class RenamedGrants {

  private final RealmGate gate;
  private final BoundEntitlements bound;
  private final Closures closures;
  private final int most;

  /** A binding that is to be suspended. */
  record Found(Binding binding, Detail why) {}

  /**
   * Of some bindings.
   *
   * @param last id of the last one that was looked at; null where there are no more
   */
  record Page(List<Found> found, @Nullable String last) {}

  /**
   * @param most how many bindings are looked at in one go
   */
  RenamedGrants(RealmGate gate, int most) {
    this.gate = gate;
    this.bound = new BoundEntitlements(gate.session(), gate.realm().getId());
    this.closures = gate.evaluator().closures();
    this.most = most;
  }

  /** What active bindings are for, by the names that they were made under. */
  List<Entitlement> approved() {
    return bound.all();
  }

  /** The enforced composite roles among these. */
  Set<Entitlement> composites(List<Entitlement> approved) {
    return approved.stream()
        .map(this::named)
        .flatMap(Optional::stream)
        .filter(role -> closures.of(role).size() > 1 && enforced(role))
        .collect(Collectors.toSet());
  }

  /** Some bindings for those of these that have another name. */
  List<Found> found(List<Entitlement> approved) {
    List<Found> found = new ArrayList<>();
    for (Entitlement then : approved) {
      Optional<Entitlement> now = named(then).filter(role -> !role.name().equals(then.name()));
      if (now.isPresent() && enforced(now.get()) && !follows(now.get())) {
        Detail why = new Detail.Renamed(then.label(), now.get().label());
        bound.active(then, most).forEach(binding -> found.add(new Found(binding, why)));
      }
    }
    return found;
  }

  /**
   * Looks at some of the bindings for a composite role.
   *
   * @param after id of the last one before; empty to begin
   */
  Page partsOf(Entitlement composite, String after) {
    List<Binding> bindings = bound.page(composite, after, most);
    Set<Entitlement> now = closures.of(composite);
    List<Found> found = new ArrayList<>();
    for (Binding binding : bindings) {
      now.stream()
          .filter(part -> !part.equals(composite) && binding.renamed(part) && !follows(part))
          .min(comparing(Entitlement::label))
          .map(part -> new Detail.Renamed(binding.nameThen(part), part.label()))
          .ifPresent(why -> found.add(new Found(binding, why)));
    }
    return new Page(found, bindings.size() < most ? null : bindings.get(most - 1).id());
  }

  private boolean enforced(Entitlement entitlement) {
    return closures.of(entitlement).stream().anyMatch(closures::enforced);
  }

  /** The same role or client with the name of now; empty where it is gone. */
  private Optional<Entitlement> named(Entitlement approved) {
    return approved.credential()
        ? Optional.ofNullable(gate.realm().getClientById(approved.id()))
            .map(Entitlements::credential)
        : Optional.ofNullable(gate.realm().getRoleById(approved.id())).map(Entitlements::of);
  }

  private boolean follows(Entitlement renamed) {
    RoleModel role = gate.realm().getRoleById(renamed.id());
    if (role != null
        && role.getContainer() instanceof ClientModel client
        && ManagementClients.isNamedAfterItsRealm(gate.session(), client)) {
      bound.follow(client);
      return true;
    }
    return false;
  }
}
