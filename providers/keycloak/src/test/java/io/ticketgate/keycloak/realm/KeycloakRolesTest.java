package io.ticketgate.keycloak.realm;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.store.RoleMappings;
import io.ticketgate.keycloak.store.SessionEnds;
import io.ticketgate.spi.EntitlementName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.UserModel;

class KeycloakRolesTest extends OpenRealm {

  private KeycloakRoles roles() {
    return new KeycloakRoles(session, realm, new ClientCredentials(session, realm));
  }

  private Subject subject(UserModel user) {
    return Subjects.of(user, realm);
  }

  @Test
  void aRoleIsFoundByItsName() {
    Entitlement ops = role("ops");
    var refund = realm.addClient("orders").addRole("refund");

    assertThat(roles().named(ops.name())).contains(model(ops));
    assertThat(roles().named(new EntitlementName.ClientRole("orders", "refund"))).contains(refund);
    assertThat(roles().named(new EntitlementName.ClientRole("none", "refund"))).isEmpty();
    assertThat(roles().named(new EntitlementName.ClientCredential("orders"))).isEmpty();
  }

  @Test
  void theClosureHoldsEveryRoleBelowACompositeAndItself() {
    Entitlement top = role("top");
    Entitlement middle = role("middle");
    Entitlement bottom = role("bottom");
    model(top).addCompositeRole(model(middle));
    model(middle).addCompositeRole(model(bottom));

    assertThat(roles().closure(top)).containsExactlyInAnyOrder(top, middle, bottom);
    assertThat(roles().closure(bottom)).containsExactly(bottom);
  }

  @Test
  void theClosureOfACredentialOrOfARoleThatIsGoneIsItself() {
    Entitlement credential =
        new Entitlement(role("ops").id(), new EntitlementName.ClientCredential("ci"));
    Entitlement gone = ABinding.role("gone", "gone");

    assertThat(roles().closure(credential)).containsExactly(credential);
    assertThat(roles().closure(gone)).containsExactly(gone);
  }

  @Test
  void aGroupCarriesItsOwnRolesAndThoseOfTheGroupsAbove() {
    Entitlement above = role("above");
    Entitlement own = role("own");
    Entitlement below = role("below");
    GroupModel parent = realm.createGroup("parent");
    GroupModel group = realm.createGroup("group", parent);
    GroupModel child = realm.createGroup("child", group);
    parent.grantRole(model(above));
    group.grantRole(model(own));
    child.grantRole(model(below));

    assertThat(roles().carried(group.getId())).containsExactlyInAnyOrder(above, own);
  }

  @Test
  void aPersonHoldsMappedRolesAndThoseOfGroupsWithTheGroup() {
    UserModel alice = user("alice");
    Entitlement mapped = role("mapped");
    Entitlement carried = role("carried");
    GroupModel group = realm.createGroup("dba");
    group.grantRole(model(carried));
    alice.grantRole(model(mapped));
    alice.joinGroup(group);
    session
        .getProvider(org.keycloak.connections.jpa.JpaConnectionProvider.class)
        .getEntityManager()
        .flush();

    assertThat(roles().direct(subject(alice)))
        .containsExactlyInAnyOrder(Holding.mapped(mapped), new Holding(carried, group.getId()));
    assertThat(roles().has(subject(alice), mapped)).isTrue();
    assertThat(roles().has(subject(alice), carried)).isTrue();
    assertThat(roles().has(subject(alice), role("other"))).isFalse();
  }

  @Test
  void structuresAndClientsHoldWhatTheyCarry() {
    Entitlement ops = role("ops");
    Entitlement composite = role("composite");
    model(composite).addCompositeRole(model(ops));
    GroupModel group = realm.createGroup("dba");
    group.grantRole(model(ops));
    ClientModel ci = realm.addClient("ci");

    assertThat(roles().direct(Subjects.of(group))).containsExactly(Holding.mapped(ops));
    assertThat(roles().direct(Subjects.of(model(composite)))).containsExactly(Holding.mapped(ops));
    assertThat(roles().direct(Subjects.of(ci)))
        .containsExactly(Holding.mapped(Entitlements.credential(ci)));
    assertThatThrownBy(() -> roles().direct(new Subject(Subject.Kind.CONFIGURATION, "c", "c")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsGivenToAUserCanBeTakenAgain() {
    UserModel alice = user("alice");
    Entitlement ops = role("ops");

    roles().give(subject(alice), Holding.mapped(ops));
    roles().give(subject(alice), Holding.mapped(ops));
    assertThat(alice.getRoleMappingsStream()).containsExactly(model(ops));

    roles().take(subject(alice), Holding.mapped(ops));
    assertThat(alice.getRoleMappingsStream()).isEmpty();
  }

  @Test
  void aHoldingThroughAGroupIsGivenAndTakenAsAMembership() {
    UserModel alice = user("alice");
    Entitlement ops = role("ops");
    GroupModel group = realm.createGroup("dba");
    group.grantRole(model(ops));
    Holding holding = new Holding(ops, group.getId());

    roles().give(subject(alice), holding);
    assertThat(alice.isMemberOf(group)).isTrue();

    roles().take(subject(alice), holding);
    assertThat(new RoleMappings(session).groupsOf(alice.getId())).isEmpty();
    assertThat(group.getRoleMappingsStream()).describedAs("the group's own").hasSize(1);
  }

  @Test
  void structuresAreGivenRolesAndLoseThem() {
    Entitlement ops = role("ops");
    Entitlement composite = role("composite");
    GroupModel group = realm.createGroup("dba");

    roles().give(Subjects.of(group), Holding.mapped(ops));
    roles().give(Subjects.of(model(composite)), Holding.mapped(ops));
    assertThat(group.hasDirectRole(model(ops))).isTrue();
    assertThat(model(composite).getCompositesStream()).containsExactly(model(ops));

    roles().take(Subjects.of(group), Holding.mapped(ops));
    roles().take(Subjects.of(model(composite)), Holding.mapped(ops));
    assertThat(group.hasDirectRole(model(ops))).isFalse();
    assertThat(model(composite).getCompositesStream()).isEmpty();
  }

  @Test
  void whatIsGoneCannotBeGivenAndNeedNotBeTaken() {
    UserModel alice = user("alice");
    Holding gone = Holding.mapped(ABinding.role("gone", "gone"));
    Subject nobody = ABinding.user("nobody", "nobody");

    assertThatThrownBy(() -> roles().give(subject(alice), gone))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> roles().give(nobody, Holding.mapped(role("ops"))))
        .isInstanceOf(IllegalStateException.class);
    roles().take(subject(alice), gone);
    roles().take(nobody, Holding.mapped(role("other")));
    roles().endSessions(nobody);
  }

  @Test
  void endingSessionsReachesTokensOfThisVerySecond() {
    UserModel alice = user("alice");
    int before = (int) (System.currentTimeMillis() / 1000);

    roles().endSessions(subject(alice));

    assertThat(session.users().getNotBeforeOfUser(realm, alice)).isGreaterThan(before);
    assertThat(sessionEnds(alice)).extracting(SessionEnds.Due::lost).containsOnlyNulls();
  }

  @Test
  void whatHasCarriedARoleEndsWithoutATime() {
    UserModel alice = user("alice");
    Entitlement ops = role("ops");

    roles().endSessions(subject(alice), Set.of(ops));
    roles().endSessions(ABinding.user("nobody", "nobody"), Set.of(ops));

    assertThat(session.users().getNotBeforeOfUser(realm, alice)).isZero();
    assertThat(sessionEnds(alice))
        .extracting(SessionEnds.Due::lost)
        .containsExactly(Set.of(ops.id()));
  }

  private List<SessionEnds.Due> sessionEnds(UserModel user) {
    SessionEnds ends = new SessionEnds(session);
    return ends.these(ends.of(realm.getId(), user.getId()));
  }

  @Test
  void aStructureHasNoSessions() {
    roles().endSessions(Subjects.of(realm.createGroup("dba")));

    assertThat(server.loggedOut()).isEmpty();
  }

  @Test
  void endingTheTokensOfAClientReachesItsServiceAccount() {
    ClientModel ci = realm.addClient("ci");
    UserModel account = account(ci);

    roles().endSessions(Subjects.of(ci));

    assertThat(ci.getNotBefore()).isPositive();
    assertThat(session.users().getNotBeforeOfUser(realm, account)).isPositive();
    assertThat(server.loggedOut()).extracting(UserModel::getId).containsExactly(account.getId());
  }

  @Test
  void holdersWithoutABindingAreFoundInTheWholeRealmOrWithinAStructure() {
    Entitlement ops = role("ops");
    UserModel mapped = user("mapped");
    UserModel member = user("member");
    GroupModel group = realm.createGroup("dba");
    group.grantRole(model(ops));
    mapped.grantRole(model(ops));
    member.joinGroup(group);

    assertThat(roles().unbound(ops, null, NOW))
        .containsExactlyInAnyOrder(subject(mapped), subject(member));
    assertThat(roles().unbound(ops, Subjects.of(group), NOW)).containsExactly(subject(member));
    assertThat(roles().unboundStructures(ops, NOW)).containsExactly(Subjects.of(group));
  }
}
