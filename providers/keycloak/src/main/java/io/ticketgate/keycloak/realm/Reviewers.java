package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.spi.EntitlementName;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The ids under which a person reviews bindings. */
public final class Reviewers {

  private Reviewers() {}

  /**
   * Their own, and those of the roles that review by a rule of now and that they hold.
   *
   * @param nameOrId of a user; an id also of one who has left
   */
  public static Set<String> ids(RealmGate gate, String nameOrId) {
    Optional<Person> person = gate.directory().enabledPerson(nameOrId);
    if (person.isEmpty()) {
      return Set.of(nameOrId);
    }
    Set<String> ids = new HashSet<>();
    String id = person.get().id();
    ids.add(id);
    gate.rules().all().stream()
        .filter(
            rule ->
                rule.lifetime().reviews() != null
                    && rule.lifetime().reviews().by() == Rule.ReviewedBy.APPROVER_ROLE)
        .map(rule -> rule.tickets().approverRole())
        .filter(Objects::nonNull)
        .distinct()
        .filter(role -> gate.directory().holds(id, role))
        .forEach(
            role -> gate.directory().entitlement(EntitlementName.role(role)).ifPresent(ids::add));
    return ids;
  }
}
