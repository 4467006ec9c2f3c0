package io.ticketgate.keycloak.write.change;

import static io.ticketgate.keycloak.write.change.FakeRealm.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.GateException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.jpa.entities.CredentialEntity;
import org.keycloak.models.jpa.entities.FederatedIdentityEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.storage.jpa.entity.FederatedUserCredentialEntity;

/** What somebody logs in with, set by somebody else. */
class TakeoversTest {

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();
  private final UserEntity user = user();

  private static UserEntity user() {
    UserEntity user = new UserEntity();
    user.setId(ALICE.id());
    user.setRealmId(Entities.REALM);
    return user;
  }

  private CredentialEntity credential() {
    CredentialEntity credential = new CredentialEntity();
    credential.setUser(user);
    return credential;
  }

  private void suspend(List<AttemptedChange> changes) {
    changes.forEach(change -> change.suspendTakenOver(realm.with()));
  }

  @Test
  void aCredentialMadeChangedOrTakenAwaySuspends() {
    suspend(rows.inserted(credential()));
    suspend(rows.updated(credential(), FakeUpdate.of("secretData", "a", "b")));
    suspend(rows.deleted(credential()));

    assertThat(realm.told)
        .containsExactly("taken over alice-id", "taken over alice-id", "taken over alice-id");
  }

  @Test
  void aLabelIsNoCredential() {
    assertThat(rows.updated(credential(), FakeUpdate.of("userLabel", "a", "b"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"username", "email", "federationLink"})
  void anotherNameOrAddressSuspends(String property) {
    suspend(rows.updated(user, FakeUpdate.of(property, "a", "b")));

    assertThat(realm.told).containsExactly("taken over alice-id");
  }

  @Test
  void theAccountOfAnAdministratorOfTheGateIsLinkedToADirectoryByAnEqualOnly() {
    realm.administrators.add(ALICE.id());
    realm.users.clear(); // Keycloak knows nobody whose directory does not
    AttemptedChange linked =
        rows.updated(user, FakeUpdate.of("federationLink", "a", "none")).get(0);
    refused(linked);
    realm.bearer = false;
    linked.guard(realm.with());
    realm.bearer = true;
    realm.admin = true;
    linked.guard(realm.with());
    realm.admin = false;
    realm.enforced = false;
    linked.guard(realm.with());
  }

  @Test
  void whatShowsNothingOfWhoSomebodyIsDoesNot() {
    assertThat(rows.updated(user, FakeUpdate.of("lastName", "a", "b"))).isEmpty();
  }

  @Test
  void peopleThemselvesAndALoginDoNot() {
    realm.self = ALICE.id();
    suspend(rows.inserted(credential()));
    realm.self = "";
    realm.bearer = false;
    suspend(rows.inserted(credential()));

    assertThat(realm.told).isEmpty();
  }

  @Test
  void aUserOfADirectoryIsOneToo() {
    FederatedUserCredentialEntity row = new FederatedUserCredentialEntity();
    row.setRealmId(Entities.REALM);
    row.setUserId("f:1:bea");
    realm.users.put("f:1:bea", new Subject(Subject.Kind.USER, "f:1:bea", "bea"));
    List<AttemptedChange> changes = rows.inserted(row);

    suspend(changes);

    assertThat(changes).extracting(AttemptedChange::realmId).containsExactly(Entities.REALM);
    assertThat(realm.told).containsExactly("taken over f:1:bea");
  }

  @Test
  void whoLearnsAClientsSecretActsAsItsServiceAccount() {
    realm.client("robot-uuid", "robot");
    realm.accounts.put("robot-uuid", "robot-account");
    Credentials.Written written = new Credentials.Written(() -> Entities.REALM, "robot-uuid");

    written.suspendTakenOver(realm.with());
    realm.wereProtected.add("client:robot");
    written.suspendTakenOver(realm.with());

    assertThat(realm.told).as("a ticket stands for a protected one").hasSize(1);
    assertThat(realm.told).containsExactly("taken over robot-account");
  }

  @Test
  void theAccountOfAnAdministratorOfTheGateIsSetByAnEqualOnly() {
    realm.administrators.add(ALICE.id());
    AttemptedChange taken = rows.inserted(credential()).get(0);
    assertThatThrownBy(() -> taken.guard(realm.with())).isInstanceOf(GateException.Refused.class);
    realm.admin = true;
    taken.guard(realm.with());
    realm.admin = false;
    realm.enforced = false;
    taken.guard(realm.with());
  }

  @Test
  void soIsTheSecretOfItsServiceAccount() {
    realm.client("itsm-uuid", "itsm");
    realm.accounts.put("itsm-uuid", "itsm-account");
    realm.administrators.add("itsm-account");
    Credentials.Written written = new Credentials.Written(() -> Entities.REALM, "itsm-uuid");
    assertThatThrownBy(() -> written.guard(realm.with())).isInstanceOf(GateException.Refused.class);
    realm.admin = true;
    written.guard(realm.with());
  }

  private FederatedIdentityEntity link() {
    FederatedIdentityEntity link = new FederatedIdentityEntity();
    link.setUser(user);
    return link;
  }

  private void refused(AttemptedChange change) {
    assertThatThrownBy(() -> change.guard(realm.with())).isInstanceOf(GateException.Refused.class);
  }

  @Test
  void anAccountElsewhereIsLinkedToAnAdministratorOfTheGateByAnEqualOnly() {
    AttemptedChange linked = rows.inserted(link()).get(0);
    linked.guard(realm.with());
    realm.administrators.add(ALICE.id());
    refused(linked);
    refused(rows.updated(link(), FakeUpdate.of("userId", "a", "b")).get(0));
    assertThat(rows.updated(link(), FakeUpdate.of("token", "a", "b"))).isEmpty();
    realm.admin = true;
    linked.guard(realm.with());
    realm.admin = false;
    realm.enforced = false;
    linked.guard(realm.with());
  }

  @Test
  void noneIsLinkedToTheAccountOfAClient() {
    realm.users.put(ALICE.id(), new Subject(Subject.Kind.SERVICE_ACCOUNT, ALICE.id(), "robot"));
    realm.admin = true;
    refused(rows.inserted(link()).get(0));
    realm.enforced = false;
    rows.inserted(link()).get(0).guard(realm.with());
  }
}
