package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.calls.WrittenHere;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.storage.jpa.entity.FederatedUserGroupMembershipEntity;

/** A user joins or leaves a group. */
final class Memberships implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.inserted(
        UserGroupMembershipEntity.class, row -> new Joined(holder(row), row.getGroupId()));
    rows.inserted(
        FederatedUserGroupMembershipEntity.class, row -> new Joined(holder(row), row.getGroupId()));
    rows.deleted(UserGroupMembershipEntity.class, row -> new Left(holder(row), row.getGroupId()));
    rows.deleted(
        FederatedUserGroupMembershipEntity.class, row -> new Left(holder(row), row.getGroupId()));
  }

  private static Holder holder(UserGroupMembershipEntity row) {
    return new Holder.Local(row.getUser());
  }

  private static Holder holder(FederatedUserGroupMembershipEntity row) {
    return new Holder.Federated(row.getRealmId(), row.getUserId());
  }

  record Joined(Holder holder, String groupId) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.given(holder.userId(), groupId);
    }

    @Override
    public String realmId() {
      return holder.realmId();
    }

    @Override
    public List<AttemptedGrant> grants(JudgedRealm realm) {
      return realm
          .contents()
          .user(holder.userId())
          .map(
              who ->
                  realm.contents().rolesOfGroup(groupId).stream()
                      .map(role -> new Holding(role, groupId))
                      .map(held -> new AttemptedGrant(Route.GROUP_MEMBERSHIP, who, held))
                      .toList())
          .orElse(List.of());
    }
  }

  record Left(Holder holder, String groupId) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.taken(holder.userId(), groupId);
    }

    @Override
    public String realmId() {
      return holder.realmId();
    }

    @Override
    public boolean takesAway() {
      return true;
    }

    @Override
    public void endTaken(JudgedRealm realm) {
      Optional<Subject> who = realm.contents().user(holder.userId());
      if (who.isPresent()) {
        realm
            .contents()
            .rolesOfGroup(groupId)
            .forEach(role -> realm.bindings().grantRemoved(who.get(), role));
      }
    }
  }
}
