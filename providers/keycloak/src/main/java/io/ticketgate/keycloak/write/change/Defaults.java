package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.Route;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.RealmEntity;

/** What every new user of a realm gets. */
final class Defaults implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.added(
        RealmEntity.class,
        "defaultGroupIds",
        (realm, groupId) -> new GroupAdded(realm.getId(), (String) groupId));
    rows.updated(
        RealmEntity.class,
        (realm, update) ->
            update.replaced("defaultRoleId") == null
                ? null
                : new RoleChosen(realm.getId(), realm.getDefaultRoleId()));
  }

  @Override
  public Stream<GroupAdded> standing(EntityManager em, RealmModel realm) {
    return realm
        .getDefaultGroupsStream()
        .map(group -> new GroupAdded(realm.getId(), group.getId()));
  }

  /** Every new user gets into the group from now on. */
  record GroupAdded(String realmId, String groupId) implements AttemptedChange {
    @Override
    public List<AttemptedExposure> exposures(JudgedRealm realm) {
      return Exposures.of(
          Route.DEFAULT_GROUP,
          Exposures.configuration(groupId, "the default groups"),
          realm.contents().rolesOfGroup(groupId));
    }
  }

  /** Every new user gets another role than before. */
  record RoleChosen(String realmId, String roleId) implements AttemptedChange {
    @Override
    public List<AttemptedExposure> exposures(JudgedRealm realm) {
      return realm
          .contents()
          .role(roleId)
          .map(
              role ->
                  Exposures.of(
                      Route.COMPOSITE,
                      Exposures.configuration(roleId, "the default role of the realm"),
                      Set.of(role)))
          .orElse(List.of());
    }
  }
}
