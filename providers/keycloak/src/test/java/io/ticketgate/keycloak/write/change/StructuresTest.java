package io.ticketgate.keycloak.write.change;

import static io.ticketgate.keycloak.write.change.FakeRealm.DB_ADMIN;
import static io.ticketgate.keycloak.write.change.FakeRealm.REFUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.write.mapper.HandedOut;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.models.jpa.entities.CompositeRoleEntity;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.GroupRoleMappingEntity;

/** Groups, composite roles and what every new user gets. */
class StructuresTest {

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();
  private final GroupEntity below = Entities.group("below-id", "dba-id");
  private final GroupEntity top = Entities.group("dba-id", GroupEntity.TOP_PARENT_ID);
  private final Subject dba = realm.group("dba-id", "/dba");

  private GroupRoleMappingEntity mapping() {
    GroupRoleMappingEntity row = new GroupRoleMappingEntity();
    row.setGroup(top);
    row.setRoleId(DB_ADMIN.id());
    return row;
  }

  @Test
  void aRoleMappedToAGroupIsGrantedToTheGroup() {
    AttemptedChange change = rows.inserted(mapping()).get(0);
    assertThat(change.realmId()).isEqualTo(Entities.REALM);
    assertThat(change.grants(realm.with()))
        .containsExactly(new AttemptedGrant(Route.GROUP_ROLE, dba, Holding.mapped(DB_ADMIN)));
  }

  @Test
  void aRoleTakenOutOfAGroupEndsTheBindingOfTheGroup() {
    AttemptedChange change = rows.deleted(mapping()).get(0);
    assertThat(change.takesAway()).isTrue();
    change.endTaken(realm.with());
    assertThat(realm.told).containsExactly("dba-id lost db-admin");
  }

  @Test
  void aGroupMadeOrMovedBelowAnotherIsGrantedWhatThoseAboveCarry() {
    realm.above.put("below-id", List.of(new RealmContents.Carrier(dba, List.of(DB_ADMIN))));
    assertThat(rows.inserted(below)).contains(new Groups.Placed(below));
    assertThat(rows.updated(below, FakeUpdate.of("parentId", "else", "dba-id")))
        .contains(new Groups.Placed(below));
    assertThat(new Groups.Placed(below).grants(realm.with()))
        .containsExactly(new AttemptedGrant(Route.GROUP_TREE, dba, Holding.mapped(DB_ADMIN)));
  }

  @Test
  void aGroupAtTheTopHasNothingFromAbove() {
    assertThat(rows.inserted(top)).doesNotContain(new Groups.Placed(top));
    assertThat(rows.updated(top, FakeUpdate.of("parentId", "else", GroupEntity.TOP_PARENT_ID)))
        .flatExtracting(change -> change.grants(realm.with()))
        .isEmpty();
    assertThat(rows.updated(below, FakeUpdate.of("description", "a", "b"))).isEmpty();
  }

  @Test
  void aGroupThatTakesTheNameADirectoryKnowsHandsOutWhatItCarries() {
    realm.groupRoles.put("dba-id", Set.of(DB_ADMIN));
    realm.component("m", StorageMappers.TYPE, "hardcoded-ldap-group-mapper", group("/dba"));
    assertThat(rows.updated(top, FakeUpdate.of("name", "old", "dba")))
        .containsExactly(new Groups.Renamed(top));
    assertThat(new Groups.Renamed(top).exposures(realm.with())).isEmpty();
    realm.reach.put(new HandedOut.Group("/dba"), DB_ADMIN);
    assertThat(new Groups.Renamed(top).exposures(realm.with()))
        .containsExactly(
            new AttemptedExposure(
                Route.USER_FEDERATION,
                Exposures.configuration("m", "LDAP mapper m"),
                DB_ADMIN,
                false));
  }

  @Test
  void whatADirectoryHandsOutIsExposedForTheRolesInQuestionOnly() {
    realm.component("m", StorageMappers.TYPE, "hardcoded-ldap-group-mapper", group("/dba"));
    realm.component("n", "another type", "hardcoded-ldap-group-mapper", group("/dba"));
    realm.reach.put(new HandedOut.Group("/dba"), DB_ADMIN);
    assertThat(Families.handingOut(Set.of(DB_ADMIN), realm.with()))
        .extracting(exposure -> exposure.subject().id())
        .containsExactly("m");
    assertThat(Families.handingOut(Set.of(REFUND), realm.with())).isEmpty();
    assertThat(Families.handingOut(Set.of(), realm.with())).isEmpty();
  }

  @Test
  void aRolePutIntoAnotherIsGrantedToThat() {
    CompositeRoleEntity row = new CompositeRoleEntity();
    row.setParentRole(Entities.role(REFUND.id()));
    row.setChildRole(Entities.role(DB_ADMIN.id()));
    AttemptedChange change = rows.inserted(row).get(0);
    assertThat(change.realmId()).isEqualTo(Entities.REALM);
    assertThat(change.grants(realm.with()))
        .containsExactly(
            new AttemptedGrant(
                Route.COMPOSITE,
                new Subject(Subject.Kind.ROLE, REFUND.id(), "orders/refund"),
                Holding.mapped(DB_ADMIN)));
  }

  @Test
  void beforeKeycloak265ACompositeIsACollection() {
    assertThat(
            rows.collection(
                Entities.role(REFUND.id()),
                "compositeRoles",
                () -> List.of(Entities.role(DB_ADMIN.id())),
                List::of))
        .extracting(change -> change.grants(realm.with()).get(0).entitlement())
        .containsExactly(DB_ADMIN);
  }

  @Test
  void aDefaultGroupHandsOutWhatItCarries() {
    realm.groupRoles.put("dba-id", Set.of(DB_ADMIN));
    List<AttemptedChange> changes =
        rows.collection(Entities.realm(), "defaultGroupIds", () -> List.of("dba-id"), List::of);
    assertThat(changes).containsExactly(new Defaults.GroupAdded(Entities.REALM, "dba-id"));
    assertThat(changes.get(0).exposures(realm.with()))
        .containsExactly(
            new AttemptedExposure(
                Route.DEFAULT_GROUP,
                Exposures.configuration("dba-id", "the default groups"),
                DB_ADMIN,
                false));
  }

  @Test
  void anotherDefaultRoleIsHandedOut() {
    var entity = Entities.realm();
    entity.setDefaultRoleId(DB_ADMIN.id());
    List<AttemptedChange> changes =
        rows.updated(entity, FakeUpdate.of("defaultRoleId", "old", DB_ADMIN.id()));
    assertThat(changes).containsExactly(new Defaults.RoleChosen(Entities.REALM, DB_ADMIN.id()));
    assertThat(changes.get(0).exposures(realm.with()))
        .extracting(AttemptedExposure::route, AttemptedExposure::entitlement)
        .containsExactly(tuple(Route.COMPOSITE, DB_ADMIN));
    assertThat(rows.updated(entity, FakeUpdate.of("displayName", "a", "b"))).isEmpty();
  }

  private static Map<String, String> group(String path) {
    return Map.of("group", path);
  }
}
