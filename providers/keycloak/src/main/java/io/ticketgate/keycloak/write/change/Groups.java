package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Holding;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.calls.WrittenHere;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.GroupRoleMappingEntity;

/** What a group carries: its own roles, those it has from above, and the name it is known by. */
final class Groups implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.inserted(
        GroupRoleMappingEntity.class, row -> new RoleAdded(row.getGroup(), row.getRoleId()));
    rows.deleted(
        GroupRoleMappingEntity.class, row -> new RoleRemoved(row.getGroup(), row.getRoleId()));
    rows.inserted(GroupEntity.class, Groups::placed);
    rows.updated(
        GroupEntity.class,
        (group, update) -> update.replaced("name") == null ? null : new Renamed(group));
    rows.updated(
        GroupEntity.class,
        (group, update) -> update.replaced("parentId") == null ? null : placed(group));
  }

  private static @Nullable Placed placed(GroupEntity group) {
    return GroupEntity.TOP_PARENT_ID.equals(group.getParentId()) ? null : new Placed(group);
  }

  record RoleAdded(GroupEntity group, String roleId) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.given(group.getId(), roleId);
    }

    @Override
    public String realmId() {
      return group.getRealm();
    }

    @Override
    public List<AttemptedGrant> grants(JudgedRealm realm) {
      return realm.mapped(Route.GROUP_ROLE, realm.contents().group(group.getId()), roleId);
    }
  }

  record RoleRemoved(GroupEntity group, String roleId) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.taken(group.getId(), roleId);
    }

    @Override
    public String realmId() {
      return group.getRealm();
    }

    @Override
    public boolean takesAway() {
      return true;
    }

    @Override
    public void endTaken(JudgedRealm realm) {
      realm.endMapped(realm.contents().group(group.getId()), roleId);
    }
  }

  /** The group was made or moved below another. */
  record Placed(GroupEntity group) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.given(group.getId(), group.getParentId());
    }

    @Override
    public String realmId() {
      return group.getRealm();
    }

    /** What a group has from those above it is granted there, and has its binding there. */
    @Override
    public List<AttemptedGrant> grants(JudgedRealm realm) {
      return realm.contents().above(group.getId()).stream()
          .flatMap(
              above ->
                  above.roles().stream()
                      .map(
                          role ->
                              new AttemptedGrant(
                                  Route.GROUP_TREE, above.group(), Holding.mapped(role))))
          .toList();
    }
  }

  record Renamed(GroupEntity group) implements AttemptedChange {
    @Override
    public String realmId() {
      return group.getRealm();
    }

    /** A directory's mapper knows its group by the path. */
    @Override
    public List<AttemptedExposure> exposures(JudgedRealm realm) {
      return Families.handingOut(realm.contents().rolesOfGroup(group.getId()), realm);
    }
  }
}
