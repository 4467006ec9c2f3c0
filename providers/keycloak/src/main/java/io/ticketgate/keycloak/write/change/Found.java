package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.gate.AttemptedGrant;
import java.util.List;

/**
 * What a request asked for and found there. Keycloak writes no row then, so the request itself
 * tells: its ticket is to carry the grant from now on.
 */
public final class Found {

  private Found() {}

  /** A role that the user is mapped to. */
  public static AttemptedChange role(String realmId, String userId, String roleId) {
    return new Grant(new RoleMappings.Added(new Holder.Federated(realmId, userId), roleId));
  }

  /** A group that the user is a member of. */
  public static AttemptedChange membership(String realmId, String userId, String groupId) {
    return new Grant(new Memberships.Joined(new Holder.Federated(realmId, userId), groupId));
  }

  record Grant(AttemptedChange asWritten) implements AttemptedChange {
    @Override
    public String realmId() {
      return asWritten.realmId();
    }

    @Override
    public List<AttemptedGrant> grants(JudgedRealm realm) {
      return asWritten.grants(realm).stream().map(AttemptedGrant::asFound).toList();
    }
  }
}
