package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

class WrittenHereTest {

  private final TestServer server = new TestServer();
  private final WrittenHere written = new WrittenHere();
  private KeycloakSession session;
  private RealmModel realm;
  private UserModel alice;
  private RoleModel wanted;

  @BeforeEach
  void open() {
    session = server.open();
    realm = session.realms().createRealm("r" + UUID.randomUUID());
    session.getContext().setRealm(realm);
    alice = session.users().addUser(realm, null, "alice", false, false);
    wanted = realm.addRole("wanted");
  }

  @AfterEach
  void close() {
    session.getTransactionManager().setRollbackOnly();
    session.close();
  }

  private boolean had() {
    return written.had(realm, alice.getId(), alice, wanted);
  }

  @Test
  void whereNothingIsWrittenWhatIsThereWasThere() {
    assertThat(had()).isFalse();
    alice.grantRole(wanted);
    assertThat(had()).isTrue();
  }

  @Test
  void aRoleGivenHereWasNotHad() {
    alice.grantRole(wanted);
    written.given(alice.getId(), wanted.getId());

    assertThat(had()).isFalse();
  }

  @Test
  void whatSomebodyElseIsGivenChangesNothing() {
    alice.grantRole(wanted);
    written.given("bob", wanted.getId());

    assertThat(had()).isTrue();
  }

  @Test
  void aRoleThatComesByAnotherWayWasHad() {
    RoleModel top = realm.addRole("top");
    top.addCompositeRole(wanted);
    alice.grantRole(top);
    alice.grantRole(wanted);
    written.given(alice.getId(), wanted.getId());

    assertThat(had()).isTrue();
  }

  @Test
  void everyStepOfTheWayCounts() {
    RoleModel top = realm.addRole("top");
    GroupModel above = realm.createGroup("above");
    GroupModel group = realm.createGroup("below", above);
    top.addCompositeRole(wanted);
    above.grantRole(top);
    alice.joinGroup(group);
    written.given("another", "step");
    assertThat(had()).isTrue();

    for (String[] step :
        new String[][] {
          {alice.getId(), group.getId()},
          {group.getId(), above.getId()},
          {above.getId(), top.getId()},
          {top.getId(), wanted.getId()}
        }) {
      WrittenHere one = new WrittenHere();
      one.given(step[0], step[1]);
      assertThat(one.had(realm, alice.getId(), alice, wanted)).isFalse();
    }
  }

  @Test
  void whatWasTakenHereWasHadUnlessItWasGivenHere() {
    GroupModel group = realm.createGroup("dba");
    group.grantRole(wanted);
    written.taken(alice.getId(), group.getId());
    assertThat(had()).isTrue();

    written.given(alice.getId(), group.getId());
    assertThat(had()).isFalse();
  }

  @Test
  void aRemovedUserHadWhatWasNotedBefore() {
    alice.grantRole(wanted);
    written.removing(realm, alice);
    session.users().removeUser(realm, alice);

    assertThat(written.knowsRemoved(alice.getId())).isTrue();
    assertThat(written.had(realm, alice.getId(), null, wanted)).isTrue();
    assertThat(new WrittenHere().had(realm, alice.getId(), null, wanted)).isFalse();
  }

  @Test
  void aRemovedUserHadWhatWasRemovedAfterwards() {
    RoleModel top = realm.addRole("top");
    GroupModel above = realm.createGroup("above");
    GroupModel group = realm.createGroup("below", above);
    top.addCompositeRole(wanted);
    above.grantRole(top);
    alice.joinGroup(group);
    written.removing(realm, alice);
    session.users().removeUser(realm, alice);
    above.deleteRoleMapping(top);
    top.removeCompositeRole(wanted);

    assertThat(written.had(realm, alice.getId(), null, wanted)).isTrue();

    written.given(top.getId(), wanted.getId());
    assertThat(written.had(realm, alice.getId(), null, wanted)).isFalse();
  }

  @Test
  void whatARoleOrGroupContainedIsKnownWhenItIsGone() {
    RoleModel top = realm.addRole("top");
    RoleModel other = realm.addRole("other");
    GroupModel group = realm.createGroup("dba");
    top.addCompositeRole(wanted);
    group.grantRole(top);
    assertThat(written.contained(realm, group.getId(), wanted)).isTrue();
    assertThat(written.contained(realm, wanted.getId(), wanted)).isTrue();
    assertThat(written.contained(realm, other.getId(), wanted)).isFalse();

    written.removing(realm, group);
    written.taken(top.getId(), wanted.getId());
    group.deleteRoleMapping(top);
    top.removeCompositeRole(wanted);

    assertThat(written.contained(realm, group.getId(), wanted)).isTrue();
    assertThat(new WrittenHere().contained(realm, group.getId(), wanted)).isFalse();
  }

  @Test
  void whoeverRemovesARoleOrGroupOfTheirOwnHadIt() {
    GroupModel group = realm.createGroup("dba");
    group.grantRole(wanted);
    alice.joinGroup(group);
    written.keepOf(alice, wanted.getId());
    written.keepOf(alice, group.getId());
    alice.leaveGroup(group);
    group.deleteRoleMapping(wanted);

    assertThat(had()).isTrue();
  }

  @Test
  void rolesAndClientsAreKnownByTheNamesTheyHadBefore() {
    ClientModel app = realm.addClient("app");
    RoleModel admin = app.addRole("admin");
    RoleModel mine = app.addRole("mine");
    admin.setName("old");
    mine.setName("admin");
    written.renamed(admin.getId(), "admin");
    written.renamed(mine.getId(), "mine");

    assertThat(written.role(app, "admin")).isEqualTo(admin);

    ClientModel other = realm.addClient("other");
    app.setClientId("away");
    other.setClientId("app");
    written.renamed(app.getId(), "app");
    written.renamed(other.getId(), "other");

    assertThat(written.client(realm, "app")).isEqualTo(app);
  }

  @Test
  void aClientCouldCarryWhatItWasNotOpenedForHere() {
    ClientModel app = realm.addClient("app");
    app.setFullScopeAllowed(true);
    assertThat(written.couldCarry(app, wanted)).isTrue();
    written.opened(app.getId());
    assertThat(written.couldCarry(app, wanted)).isFalse();

    app.addScopeMapping(wanted);
    assertThat(written.couldCarry(app, wanted)).as("mapped before").isTrue();
    written.given(app.getId(), wanted.getId());
    assertThat(written.couldCarry(app, wanted)).isFalse();
  }
}
