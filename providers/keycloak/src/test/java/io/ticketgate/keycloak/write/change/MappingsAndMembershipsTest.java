package io.ticketgate.keycloak.write.change;

import static io.ticketgate.keycloak.write.change.FakeRealm.ALICE;
import static io.ticketgate.keycloak.write.change.FakeRealm.DB_ADMIN;
import static io.ticketgate.keycloak.write.change.FakeRealm.REFUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Holding;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import io.ticketgate.core.refusal.GateException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.models.jpa.entities.FederatedIdentityEntity;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.models.jpa.entities.UserRoleMappingEntity;
import org.keycloak.storage.jpa.entity.BrokerLinkEntity;
import org.keycloak.storage.jpa.entity.FederatedUserGroupMembershipEntity;
import org.keycloak.storage.jpa.entity.FederatedUserRoleMappingEntity;

/** What people get and lose. */
class MappingsAndMembershipsTest {

  private static final Holder LOCAL = new Holder.Local(Entities.alice());
  private static final Holder FEDERATED = new Holder.Federated(Entities.REALM, ALICE.id());

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();

  private static UserRoleMappingEntity mapping() {
    UserRoleMappingEntity row = new UserRoleMappingEntity();
    row.setUser(Entities.alice());
    row.setRoleId(DB_ADMIN.id());
    return row;
  }

  private static FederatedUserRoleMappingEntity federatedMapping() {
    FederatedUserRoleMappingEntity row = new FederatedUserRoleMappingEntity();
    row.setRealmId(Entities.REALM);
    row.setUserId(ALICE.id());
    row.setRoleId(DB_ADMIN.id());
    return row;
  }

  private static UserGroupMembershipEntity membership() {
    UserGroupMembershipEntity row = new UserGroupMembershipEntity();
    row.setUser(Entities.alice());
    row.setGroupId("dba");
    return row;
  }

  private static FederatedUserGroupMembershipEntity federatedMembership() {
    FederatedUserGroupMembershipEntity row = new FederatedUserGroupMembershipEntity();
    row.setRealmId(Entities.REALM);
    row.setUserId(ALICE.id());
    row.setGroupId("dba");
    return row;
  }

  @Test
  void aMappingIsKnownInBothTables() {
    assertThat(rows.inserted(mapping()))
        .containsExactly(new RoleMappings.Added(LOCAL, DB_ADMIN.id()));
    assertThat(rows.inserted(federatedMapping()))
        .containsExactly(new RoleMappings.Added(FEDERATED, DB_ADMIN.id()));
    assertThat(rows.deleted(mapping())).contains(new RoleMappings.Removed(LOCAL, DB_ADMIN.id()));
    assertThat(rows.deleted(federatedMapping()))
        .containsExactly(new RoleMappings.Removed(FEDERATED, DB_ADMIN.id()));
  }

  @Test
  void aMembershipIsKnownInBothTables() {
    assertThat(rows.inserted(membership())).containsExactly(new Memberships.Joined(LOCAL, "dba"));
    assertThat(rows.inserted(federatedMembership()))
        .containsExactly(new Memberships.Joined(FEDERATED, "dba"));
    assertThat(rows.deleted(membership())).contains(new Memberships.Left(LOCAL, "dba"));
    assertThat(rows.deleted(federatedMembership()))
        .containsExactly(new Memberships.Left(FEDERATED, "dba"));
  }

  @Test
  void everyOneOfThemIsOfTheRealmOfTheUser() {
    for (Object row : List.of(mapping(), federatedMapping(), membership(), federatedMembership())) {
      assertThat(rows.inserted(row))
          .extracting(AttemptedChange::realmId)
          .containsOnly(Entities.REALM);
      assertThat(rows.deleted(row))
          .extracting(AttemptedChange::realmId)
          .containsOnly(Entities.REALM);
    }
  }

  @Test
  void aMappingGrantsTheRole() {
    assertThat(new RoleMappings.Added(LOCAL, DB_ADMIN.id()).grants(realm.with()))
        .containsExactly(new AttemptedGrant(Route.ROLE_MAPPING, ALICE, Holding.mapped(DB_ADMIN)));
  }

  @Test
  void aMembershipGrantsWhatTheGroupCarries() {
    realm.groupRoles.put("dba", Set.of(DB_ADMIN, REFUND));
    assertThat(new Memberships.Joined(LOCAL, "dba").grants(realm.with()))
        .containsExactlyInAnyOrder(
            new AttemptedGrant(Route.GROUP_MEMBERSHIP, ALICE, new Holding(DB_ADMIN, "dba")),
            new AttemptedGrant(Route.GROUP_MEMBERSHIP, ALICE, new Holding(REFUND, "dba")));
  }

  @Test
  void whatIsGoneAgainIsGrantedToNobody() {
    realm.groupRoles.put("dba", Set.of(DB_ADMIN));
    assertThat(new RoleMappings.Added(LOCAL, "gone").grants(realm.with())).isEmpty();
    realm.users.clear();
    assertThat(new RoleMappings.Added(LOCAL, DB_ADMIN.id()).grants(realm.with())).isEmpty();
    assertThat(new Memberships.Joined(LOCAL, "dba").grants(realm.with())).isEmpty();
  }

  @Test
  void whatIsTakenEndsItsBinding() {
    realm.groupRoles.put("dba", Set.of(REFUND));
    for (AttemptedChange change :
        List.of(
            new RoleMappings.Removed(LOCAL, DB_ADMIN.id()), new Memberships.Left(LOCAL, "dba"))) {
      assertThat(change.takesAway()).isTrue();
      assertThat(change.grants(realm.with())).isEmpty();
      change.endTaken(realm.with());
    }
    assertThat(realm.told).containsExactly("alice-id lost db-admin", "alice-id lost orders/refund");
  }

  @Test
  void whereTheUserIsGoneTheirRemovalEndsTheBindings() {
    realm.groupRoles.put("dba", Set.of(REFUND));
    realm.users.clear();
    new RoleMappings.Removed(LOCAL, DB_ADMIN.id()).endTaken(realm.with());
    new Memberships.Left(LOCAL, "dba").endTaken(realm.with());
    assertThat(realm.told).isEmpty();
    AttemptedChange removed = only(rows.deleted(Entities.alice()));
    assertThat(removed.takesAway()).as("ended in a realm without rules too").isFalse();
    removed.endWithSubject(realm.with());
    assertThat(realm.told).containsExactly("alice-id is gone");
  }

  @Test
  void anAccountIsNotLinkedToWhoHasAccessUnderATicket() {
    FederatedIdentityEntity link = new FederatedIdentityEntity();
    link.setUser(Entities.alice());
    BrokerLinkEntity federated = new BrokerLinkEntity();
    federated.setRealmId(Entities.REALM);
    federated.setUserId(ALICE.id());
    for (Object row : List.of(link, federated)) {
      AttemptedChange linked = only(rows.inserted(row));
      assertThat(linked.realmId()).isEqualTo(Entities.REALM);
      realm.bound.clear();
      linked.guard(realm.with());
      realm.bound.add(ALICE.id());
      realm.admin = true;
      assertThatThrownBy(() -> linked.guard(realm.with()))
          .as("not even by an administrator")
          .isInstanceOf(GateException.Refused.class);
    }
  }

  private static AttemptedChange only(List<AttemptedChange> changes) {
    assertThat(changes).hasSize(1);
    return Objects.requireNonNull(changes.get(0));
  }
}
