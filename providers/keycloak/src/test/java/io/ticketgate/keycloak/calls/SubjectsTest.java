package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.keycloak.TestServer;
import io.ticketgate.spi.EntitlementName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

class SubjectsTest {

  private KeycloakSession session;
  private RealmModel realm;

  @BeforeEach
  void open() {
    session = new TestServer().open();
    realm = session.realms().createRealm("r" + java.util.UUID.randomUUID());
    session.getContext().setRealm(realm);
  }

  @AfterEach
  void close() {
    session.getTransactionManager().setRollbackOnly();
    session.close();
  }

  private UserModel user(String name) {
    return session.users().addUser(realm, null, name, false, false);
  }

  @Test
  void aUserIsAUserAndAPerson() {
    UserModel alice = user("alice");

    assertThat(Subjects.of(alice, realm))
        .isEqualTo(new Subject(Subject.Kind.USER, alice.getId(), "alice"));
    assertThat(Subjects.person(alice)).isEqualTo(new Person(alice.getId(), "alice"));
  }

  @Test
  void aServiceAccountHasTheNameOfItsClient() {
    ClientModel robot = realm.addClient("robot");
    UserModel account = user("service-account-robot");
    account.setServiceAccountClientLink(robot.getId());

    assertThat(Subjects.of(account, realm))
        .isEqualTo(new Subject(Subject.Kind.SERVICE_ACCOUNT, account.getId(), "robot"));
  }

  @Test
  void aServiceAccountWhoseClientIsGoneIsAUser() {
    UserModel account = user("service-account-robot");
    account.setServiceAccountClientLink("gone");

    assertThat(Subjects.of(account, realm).kind()).isEqualTo(Subject.Kind.USER);
  }

  @Test
  void aGroupHasItsPathAndARoleItsName() {
    GroupModel staff = realm.createGroup("dba", realm.createGroup("staff"));
    RoleModel ofClient = realm.addClient("orders").addRole("refund");

    assertThat(Subjects.of(staff))
        .isEqualTo(new Subject(Subject.Kind.GROUP, staff.getId(), "/staff/dba"));
    assertThat(Subjects.of(ofClient))
        .isEqualTo(new Subject(Subject.Kind.ROLE, ofClient.getId(), "orders/refund"));
  }

  @Test
  void aClientHoldsItsOwnCredential() {
    ClientModel ci = realm.addClient("ci");

    assertThat(Subjects.of(ci)).isEqualTo(new Subject(Subject.Kind.CLIENT, ci.getId(), "ci"));
    assertThat(Entitlements.credential(ci).id()).isEqualTo(ci.getId());
    assertThat(Entitlements.credential(ci).name())
        .isEqualTo(new EntitlementName.ClientCredential("ci"));
  }

  @Test
  void aRoleIsNamedWithItsClient() {
    RoleModel ofRealm = realm.addRole("ops/all");
    RoleModel ofClient = realm.addClient("orders").addRole("refund");

    assertThat(Entitlements.of(ofRealm).name()).isEqualTo(new EntitlementName.RealmRole("ops/all"));
    assertThat(Entitlements.of(ofClient).name())
        .isEqualTo(new EntitlementName.ClientRole("orders", "refund"));
    assertThat(Entitlements.of(ofClient).id()).isEqualTo(ofClient.getId());
  }
}
