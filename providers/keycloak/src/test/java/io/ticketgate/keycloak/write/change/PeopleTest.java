package io.ticketgate.keycloak.write.change;

import static io.ticketgate.keycloak.write.change.FakeRealm.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.RuleParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.models.jpa.entities.UserAttributeEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.storage.jpa.entity.FederatedUserAttributeEntity;

/** Which accounts are one person's, as an attribute says. */
class PeopleTest {

  private static final String NUMBER = "number";

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();
  private final UserEntity user = new UserEntity();

  PeopleTest() {
    user.setId(ALICE.id());
    user.setRealmId(Entities.REALM);
    rule("enforce");
  }

  private void rule(String mode) {
    realm.rules.clear();
    realm.rules.add(
        RuleParser.parse(
            "r",
            "people",
            Map.of(
                "mode",
                List.of(mode),
                "protects.realmRoles",
                List.of("db-*"),
                "separationOfDuties.personAttribute",
                List.of(NUMBER))));
  }

  private UserAttributeEntity attribute(String name) {
    UserAttributeEntity row = new UserAttributeEntity();
    row.setUser(user);
    row.setName(name);
    return row;
  }

  private static FederatedUserAttributeEntity federated(String name) {
    FederatedUserAttributeEntity row = new FederatedUserAttributeEntity();
    row.setRealmId(Entities.REALM);
    row.setUserId(ALICE.id());
    row.setName(name);
    return row;
  }

  private List<AttemptedChange> takenOut(String name) {
    return rows.collection(user, "attributes", List::of, () -> List.of(attribute(name)));
  }

  private void refused(List<AttemptedChange> changes) {
    assertThatThrownBy(() -> judge(changes))
        .isInstanceOfSatisfying(
            GateException.Refused.class,
            refusal -> assertThat(refusal.code().code()).isEqualTo("trust_base_guarded"));
  }

  private void judge(List<AttemptedChange> changes) {
    assertThat(changes).isNotEmpty();
    JudgedRealm judged = realm.with(changes.toArray(AttemptedChange[]::new));
    changes.forEach(change -> change.guard(judged));
  }

  @Test
  void whoeverWritesItDecidesWhoIsOnePerson() {
    refused(rows.inserted(attribute(NUMBER)));
    refused(rows.updated(attribute(NUMBER), FakeUpdate.of("value", "7", "8")));
    refused(rows.updated(attribute(NUMBER), FakeUpdate.of("longValue", "7", "8")));
    refused(rows.updated(attribute("other"), FakeUpdate.of("name", NUMBER, "other")));
    refused(rows.deleted(attribute(NUMBER)));
    refused(takenOut(NUMBER));
    refused(rows.inserted(federated(NUMBER)));
    refused(rows.updated(federated(NUMBER), FakeUpdate.of("value", "7", "8")));
    realm.admin = true;
    judge(rows.inserted(attribute(NUMBER)));
  }

  @Test
  void whoReviewsAnAccountIsSaidByItsMakerAlone() {
    realm.rules.add(
        RuleParser.parse(
            "r2",
            "reviewed",
            Map.of(
                "protects.realmRoles",
                List.of("db-*"),
                "lifetime.reviewEvery",
                List.of("P30D"),
                "reviews.by",
                List.of("attribute:manager"))));
    refused(rows.inserted(attribute("manager")));
    refused(takenOut("manager"));
    realm.users.clear();
    List<AttemptedChange> made = rows.inserted(user);
    JudgedRealm judged = realm.with(made.toArray(AttemptedChange[]::new));
    rows.inserted(attribute("manager")).forEach(change -> change.guard(judged));
  }

  @Test
  void otherAttributesAreFree() {
    judge(rows.inserted(attribute("phone")));
    judge(takenOut("Number"));
    assertThat(rows.updated(attribute(NUMBER), FakeUpdate.of("value", "7", "7"))).isEmpty();
  }

  @Test
  void aRuleInAuditReports() {
    rule("audit");
    judge(rows.inserted(attribute(NUMBER)));
    assertThat(realm.trustReports).containsExactly("approvers");
  }

  @Test
  void whatADirectorySaysIsSo() {
    realm.ofDirectory.add(ALICE.id());
    judge(rows.inserted(attribute(NUMBER)));
  }

  @Test
  void whoIsRemovedTakesItAlong() {
    realm.users.clear();
    judge(rows.deleted(attribute(NUMBER)));
  }

  @Test
  void aNewAccountSaysWhoseItIs() {
    realm.users.clear();
    List<AttemptedChange> made = rows.inserted(user);
    List<AttemptedChange> changes = rows.inserted(attribute(NUMBER));
    JudgedRealm judged = realm.with(made.toArray(AttemptedChange[]::new));
    assertThatThrownBy(() -> changes.forEach(change -> change.guard(judged)))
        .isInstanceOf(GateException.Refused.class);
  }
}
