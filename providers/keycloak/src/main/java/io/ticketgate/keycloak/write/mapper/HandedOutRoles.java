package io.ticketgate.keycloak.write.mapper;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.realm.KeycloakRoles;
import io.ticketgate.keycloak.realm.ProtectedRoles;
import io.ticketgate.keycloak.store.Holders;
import io.ticketgate.spi.EntitlementName;
import java.util.HashSet;
import java.util.Set;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The protected roles that a piece of configuration gives to people in one realm. */
public final class HandedOutRoles {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final KeycloakRoles roles;
  private final ProtectedRoles protectedRoles;
  private final Holders holders;

  /** Reads nothing by being made. */
  public HandedOutRoles(
      KeycloakSession session,
      RealmModel realm,
      KeycloakRoles roles,
      ProtectedRoles protectedRoles) {
    this.session = session;
    this.realm = realm;
    this.roles = roles;
    this.protectedRoles = protectedRoles;
    this.holders = new Holders(session, realm.getId());
  }

  /** The roles that come within reach, and names that protected roles would have. */
  public Set<Entitlement> of(Set<HandedOut> handedOut) {
    Set<Entitlement> found = new HashSet<>();
    for (HandedOut one : handedOut) {
      if (one instanceof HandedOut.Role role) {
        role.names().forEach(name -> found.add(named(name)));
      } else if (one instanceof HandedOut.Group group) {
        GroupModel there = KeycloakModelUtils.findGroupByPath(session, realm, group.path());
        if (there != null) {
          found.addAll(roles.carried(there.getId()));
        }
      } else if (one instanceof HandedOut.OrganizationGroup group) {
        // The path is below an organization that is not named here: any of that name may be meant.
        holders
            .groupsNamed(group.path().substring(group.path().lastIndexOf('/') + 1))
            .forEach(id -> found.addAll(roles.carried(id)));
      } else if (one instanceof HandedOut.Name name) {
        found.addAll(protectedRoles.shownAs(name.name()));
      } else if (one instanceof HandedOut.NamePrefixed names) {
        found.addAll(protectedRoles.beginningWith(names.prefix()));
      } else if (one instanceof HandedOut.AnyName || one instanceof HandedOut.AnyIdentity) {
        found.addAll(protectedRoles.beginningWith(""));
      } else if (one instanceof HandedOut.RolesInDirectory stored) {
        found.addAll(protectedRoles.of(stored.clientId()));
      } else if (one instanceof HandedOut.RolesInCredential issued) {
        found.addAll(protectedRoles.of(issued.clientId()));
      } else if (one instanceof HandedOut.GroupsInDirectory) {
        found.addAll(inGroups());
      }
    }
    return found;
  }

  /** A role that does not exist yet is protected by its name. */
  private Entitlement named(EntitlementName name) {
    return roles
        .named(name)
        .map(Entitlements::of)
        .orElseGet(() -> new Entitlement(name.toString(), name));
  }

  /** Protected roles that some group carries. */
  private Set<Entitlement> inGroups() {
    Set<Entitlement> found = new HashSet<>();
    for (Entitlement role : protectedRoles.existing()) {
      if (!holders.groupsWith(holders.bringing(role.id())).isEmpty()) {
        found.add(role);
      }
    }
    return found;
  }
}
