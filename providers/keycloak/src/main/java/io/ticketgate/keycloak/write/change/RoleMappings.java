package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.calls.WrittenHere;
import java.util.List;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.entities.UserRoleMappingEntity;
import org.keycloak.storage.jpa.entity.FederatedUserRoleMappingEntity;

/** A role mapped directly to a user or service account, or taken away again. */
final class RoleMappings implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.inserted(UserRoleMappingEntity.class, row -> added(row.getUser(), row.getRoleId()));
    rows.inserted(
        FederatedUserRoleMappingEntity.class, row -> new Added(holder(row), row.getRoleId()));
    rows.deleted(
        UserRoleMappingEntity.class,
        row -> new Removed(new Holder.Local(row.getUser()), row.getRoleId()));
    rows.deleted(
        FederatedUserRoleMappingEntity.class, row -> new Removed(holder(row), row.getRoleId()));
  }

  private static Added added(UserEntity user, String roleId) {
    return new Added(new Holder.Local(user), roleId);
  }

  private static Holder holder(FederatedUserRoleMappingEntity row) {
    return new Holder.Federated(row.getRealmId(), row.getUserId());
  }

  record Added(Holder holder, String roleId) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.given(holder.userId(), roleId);
    }

    @Override
    public String realmId() {
      return holder.realmId();
    }

    @Override
    public List<AttemptedGrant> grants(JudgedRealm realm) {
      return realm.mapped(Route.ROLE_MAPPING, realm.contents().user(holder.userId()), roleId);
    }
  }

  record Removed(Holder holder, String roleId) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.taken(holder.userId(), roleId);
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
      realm.endMapped(realm.contents().user(holder.userId()), roleId);
    }
  }
}
