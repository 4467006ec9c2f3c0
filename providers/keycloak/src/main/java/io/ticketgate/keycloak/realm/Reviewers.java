package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.AdminRole;
import io.ticketgate.keycloak.store.BindingLists;
import io.ticketgate.spi.EntitlementName;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** The ids under which a person reviews bindings. */
public final class Reviewers {

  private Reviewers() {}

  /** Who reviews emergency grants: anyone with the gate's role for it; null while there is none. */
  static @Nullable Reviewer ofEmergencies(RealmModel realm) {
    return AdminRole.TICKET_GATE_REVIEW
        .in(realm)
        .map(role -> Reviewer.role(role.getId(), label(role)))
        .orElse(null);
  }

  private static String label(RoleModel role) {
    return role.getContainer() instanceof ClientModel client
        ? new EntitlementName.ClientRole(client.getClientId(), role.getName()).toString()
        : role.getName();
  }

  /**
   * Their own, and those of the roles by which they review and that they hold: the approvers' roles
   * of the rules of now, and the gate's own for emergency grants.
   *
   * @param nameOrId of a user; an id also of one who has left
   */
  public static BindingLists.For of(RealmGate gate, String nameOrId) {
    Optional<Person> person = gate.directory().enabledPerson(nameOrId);
    if (person.isEmpty()) {
      return new BindingLists.For(Set.of(nameOrId), nameOrId);
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
    UserModel user = gate.session().users().getUserById(gate.realm(), id);
    AdminRole.TICKET_GATE_REVIEW
        .in(gate.realm())
        .filter(role -> user != null && user.hasRole(role))
        .ifPresent(role -> ids.add(role.getId()));
    return new BindingLists.For(ids, id);
  }
}
