package io.ticketgate.keycloak.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Presence;
import io.ticketgate.core.access.Subject;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.calls.Subjects;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.models.utils.ReadOnlyUserModelDelegate;

class KeycloakDirectoryTest extends OpenRealm {

  private KeycloakDirectory directory() {
    return new KeycloakDirectory(session, realm);
  }

  private UserModel alice() {
    UserModel alice = user("alice");
    alice.setEmail("alice@example.com");
    return alice;
  }

  @Test
  void aPersonIsFoundByUserName() {
    UserModel alice = alice();

    assertThat(directory().person("snow", "alice")).contains(Subjects.person(alice));
    assertThat(directory().person("snow", "bob")).isEmpty();
  }

  @Test
  void anAddressNamesSomebodyOnlyWhenItIsVerified() {
    UserModel alice = alice();
    assertThat(directory().person("snow", "alice@example.com")).isEmpty();

    alice.setEmailVerified(true);

    assertThat(directory().person("snow", "alice@example.com")).contains(Subjects.person(alice));
  }

  @Test
  void aNameThatMeansTwoPeopleMeansNobody() {
    UserModel alice = alice();
    alice.setEmailVerified(true);
    user("alice@example.com");

    assertThat(directory().person("snow", "alice@example.com")).isEmpty();
  }

  @Test
  void oneWhoIsDisabledAndAServiceAccountAreNoPeople() {
    alice().setEnabled(false);
    account(realm.addClient("robot"));

    assertThat(directory().person("snow", "alice")).isEmpty();
    assertThat(directory().person("snow", "service-account-robot")).isEmpty();
    assertThat(directory().enabledPerson("alice")).isEmpty();
    assertThat(directory().enabledPerson("service-account-robot")).isEmpty();
  }

  @Test
  void aSystemSaysWhichAttributesNameItsPeople() {
    UserModel alice = alice();
    alice.setSingleAttribute("snow-id", "A0001");
    ComponentModel system = TestItsm.system(realm, "snow", "test", Map.of());
    system.getConfig().put("userAttributes", List.of("snow-id"));
    realm.updateComponent(system);

    assertThat(directory().person("snow", "A0001")).contains(Subjects.person(alice));
    assertThat(directory().person("snow", "alice")).isEmpty();
    assertThat(directory().person("other", "alice")).contains(Subjects.person(alice));
    user("bob").setSingleAttribute("snow-id", "A0001");
    assertThat(directory().person("snow", "A0001")).describedAs("two have it").isEmpty();
  }

  @Test
  void whoWasFoundIsRememberedUntilTheSessionHasWritten() {
    UserModel alice = alice();
    KeycloakDirectory directory = directory();
    assertThat(directory.person("snow", "alice")).isPresent();
    alice.setUsername("alicia");

    assertThat(directory.person("snow", "alice")).isPresent();
    directory.refresh();
    assertThat(directory.person("snow", "alice")).isEmpty();
  }

  @Test
  void aClientIdMeansTheServiceAccountOfTheClient() {
    ClientModel robot = realm.addClient("robot");
    UserModel account = account(robot);

    assertThat(directory().means("snow", "robot", Subjects.of(account, realm))).isTrue();
    assertThat(directory().means("snow", "other", Subjects.of(account, realm))).isFalse();
  }

  @Test
  void aNameThatMeansAUserAndAServiceAccountMeansNeither() {
    UserModel account = account(realm.addClient("robot"));
    UserModel lookAlike = user("robot");

    assertThat(directory().means("snow", "robot", Subjects.of(account, realm))).isFalse();
    assertThat(directory().means("snow", "robot", Subjects.of(lookAlike, realm))).isFalse();
  }

  @Test
  void aClientIsMeantByItsIdUnlessAUserHasThatName() {
    ClientModel ci = realm.addClient("ci");
    assertThat(directory().means("snow", "ci", Subjects.of(ci))).isTrue();

    user("ci");

    assertThat(directory().means("snow", "ci", Subjects.of(ci))).isFalse();
  }

  @Test
  void aGroupIsMeantByItsKindAndPath() {
    Subject group = Subjects.of(realm.createGroup("dba"));

    assertThat(directory().means("snow", "group:/dba", group)).isTrue();
    assertThat(directory().means("snow", "/dba", group)).isFalse();
    assertThat(directory().means("snow", "role:/dba", group)).isFalse();
  }

  @Test
  void somebodyHoldsRealmRolesAndClientRolesAlsoThroughAGroup() {
    UserModel alice = alice();
    alice.grantRole(realm.addRole("cab"));
    var board = realm.createGroup("board");
    board.grantRole(realm.addClient("orders").addRole("approver"));
    alice.joinGroup(board);

    assertThat(directory().holds(alice.getId(), "cab")).isTrue();
    assertThat(directory().holds(alice.getId(), "orders/approver")).isTrue();
    assertThat(directory().holds(alice.getId(), "orders/none")).isFalse();
    assertThat(directory().holds(alice.getId(), "none")).isFalse();
    assertThat(directory().holds("gone", "cab")).isFalse();
  }

  @Test
  void anAttributeIsTheSubjectsOwnAndOfAServiceAccountAlsoItsClients() {
    ClientModel robot = realm.addClient("robot");
    robot.setAttribute("owner", "bob");
    robot.setAttribute("ci", "pg-1");
    UserModel account = account(robot);
    account.setSingleAttribute("ci", "pg-2");
    var group = realm.createGroup("dba");
    group.setSingleAttribute("ci", "pg-3");
    UserModel alice = alice();

    Subject robotAccount = Subjects.of(account, realm);
    assertThat(directory().attribute(robotAccount, "owner")).contains("bob");
    assertThat(directory().attribute(robotAccount, "ci")).contains("pg-2");
    assertThat(directory().attribute(Subjects.of(robot), "ci")).contains("pg-1");
    assertThat(directory().attribute(Subjects.of(group), "ci")).contains("pg-3");
    assertThat(directory().attribute(Subjects.of(alice, realm), "owner")).isEmpty();
  }

  @Test
  void whoIsDeletedOrDisabledHasLeft() {
    UserModel alice = alice();

    assertThat(directory().presence(alice.getId())).isEqualTo(Presence.THERE);
    alice.setEnabled(false);
    assertThat(directory().presence(alice.getId())).isEqualTo(Presence.GONE);
    assertThat(directory().presence("nobody")).isEqualTo(Presence.GONE);
  }

  /** What Keycloak answers for users of a directory; reached by {@link Fake}. */
  public record Users(Supplier<UserModel> answer) {
    public UserModel getUserById(RealmModel realm, String id) {
      return answer.get();
    }
  }

  /** A session whose users come from elsewhere; reached by {@link Fake}. */
  public record Elsewhere(Users answers) {
    public UserProvider users() {
      return Fake.of(UserProvider.class, answers);
    }
  }

  private Presence presence(String id, Supplier<UserModel> answer) {
    KeycloakSession away = Fake.of(KeycloakSession.class, new Elsewhere(new Users(answer)));
    return new KeycloakDirectory(away, realm).presence(id);
  }

  @Test
  void ofWhomADirectoryKeepsThatIsAwayNothingIsKnown() {
    UserModel alice = alice();
    String directory = TestItsm.system(realm, "ldap", "test", Map.of()).getId();

    assertThat(presence(alice.getId(), () -> new ReadOnlyUserModelDelegate(alice, false)))
        .as("Keycloak shows users of a directory that is away as disabled")
        .isEqualTo(Presence.UNKNOWN);
    assertThat(
            presence(
                alice.getId(),
                () -> {
                  throw new ModelException("no connection");
                }))
        .isEqualTo(Presence.UNKNOWN);
    assertThat(presence("f:" + directory + ":alice", () -> null)).isEqualTo(Presence.UNKNOWN);
    assertThat(presence("f:another:alice", () -> null))
        .as("its directory is removed")
        .isEqualTo(Presence.GONE);
  }
}
