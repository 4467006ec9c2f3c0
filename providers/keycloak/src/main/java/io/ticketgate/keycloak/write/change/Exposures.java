package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.Route;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Makes exposures. */
final class Exposures {

  private Exposures() {}

  /** The configuration that exposes, for people. */
  static Subject configuration(String id, String label) {
    return new Subject(Subject.Kind.CONFIGURATION, id, label);
  }

  /** One for each role that the configuration gives to people. */
  static List<AttemptedExposure> of(Route route, Subject by, Set<Entitlement> roles) {
    // Roles that exist before names that only could be roles: the first is what people are told.
    return roles.stream()
        .sorted(Comparator.comparing(role -> role.id().equals(role.name().toString())))
        .map(role -> new AttemptedExposure(route, by, role, false))
        .toList();
  }

  /**
   * A token that may carry more does no harm as long as everyone who holds the role has a binding.
   */
  static AttemptedExposure widening(Route route, String where, Entitlement role) {
    return new AttemptedExposure(
        route, configuration(where, "the wider scope of a client"), role, true);
  }
}
