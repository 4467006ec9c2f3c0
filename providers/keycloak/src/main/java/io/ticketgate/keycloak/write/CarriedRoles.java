package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.Holders;
import io.ticketgate.spi.EntitlementName;
import java.util.HashSet;
import java.util.Set;
import org.keycloak.models.GroupModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The protected roles that a configuration hands out in this realm. */
final class CarriedRoles {

  private final RealmGate gate;

  CarriedRoles(RealmGate gate) {
    this.gate = gate;
  }

  Set<Entitlement> of(Set<Carried> carried) {
    Set<Entitlement> roles = new HashSet<>();
    for (Carried one : carried) {
      if (one instanceof Carried.Role role) {
        role.names().forEach(name -> roles.add(named(name)));
      } else if (one instanceof Carried.Group group) {
        GroupModel found =
            KeycloakModelUtils.findGroupByPath(gate.session(), gate.realm(), group.path());
        if (found != null) {
          roles.addAll(gate.roles().carried(found.getId()));
        }
      } else if (one instanceof Carried.OrganizationGroup group) {
        // The path is below an organization that is not named here: any of that name may be meant.
        holders()
            .groupsNamed(group.path().substring(group.path().lastIndexOf('/') + 1))
            .forEach(id -> roles.addAll(gate.roles().carried(id)));
      } else if (one instanceof Carried.Name name) {
        roles.addAll(gate.protectedRoles().shownAs(name.name()));
      } else if (one instanceof Carried.NamePrefixed names) {
        roles.addAll(gate.protectedRoles().beginningWith(names.prefix()));
      } else if (one instanceof Carried.AnyName) {
        roles.addAll(gate.protectedRoles().beginningWith(""));
      } else if (one instanceof Carried.StoredRoles stored) {
        roles.addAll(gate.protectedRoles().of(stored.clientId()));
      } else if (one instanceof Carried.StoredGroups) {
        roles.addAll(inGroups());
      }
    }
    return roles;
  }

  /** A role that does not exist yet is protected by its name. */
  private Entitlement named(EntitlementName name) {
    return gate.roles()
        .named(name)
        .map(Entitlements::of)
        .orElseGet(() -> new Entitlement(name.toString(), name));
  }

  /** Protected roles that some group carries. */
  private Set<Entitlement> inGroups() {
    Set<Entitlement> roles = new HashSet<>();
    for (Entitlement role : gate.protectedRoles().existing()) {
      Set<String> bringing = holders().bringing(role.id());
      if (!holders().groupsWith(bringing).isEmpty()) {
        roles.add(role);
      }
    }
    return roles;
  }

  private Holders holders() {
    return new Holders(gate.session(), gate.realm().getId());
  }
}
