package io.ticketgate.core.rule;

import io.ticketgate.core.access.Directory;
import io.ticketgate.spi.EntitlementName;
import java.util.List;

/**
 * Who may ask in self-service for what a rule protects: anyone who holds one of the roles, or is in
 * one of the groups. Asking makes a ticket and gives nothing: the ticket is approved in its ITSM.
 *
 * @param realmRoles patterns of names
 * @param clientRoles patterns of clients and roles
 * @param groups paths; members of their subgroups count too, as Keycloak counts them
 */
public record Requesters(
    List<NamePattern> realmRoles, List<Rule.ClientRolePattern> clientRoles, List<String> groups) {

  public Requesters {
    realmRoles = List.copyOf(realmRoles);
    clientRoles = List.copyOf(clientRoles);
    groups = List.copyOf(groups);
  }

  /** Returns whether the user of that id is one of them now. */
  public boolean include(String userId, Directory directory) {
    return groups.stream().anyMatch(path -> directory.inGroup(userId, path))
        || (!(realmRoles.isEmpty() && clientRoles.isEmpty())
            && directory.holdsAny(userId, this::names));
  }

  private boolean names(EntitlementName name) {
    if (name instanceof EntitlementName.RealmRole role) {
      return realmRoles.stream().anyMatch(pattern -> pattern.matches(role.role()));
    }
    return name instanceof EntitlementName.ClientRole role
        && clientRoles.stream().anyMatch(pattern -> pattern.matches(role));
  }
}
