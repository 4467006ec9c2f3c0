package io.ticketgate.keycloak.write.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.RuleParser;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.GroupAttributeEntity;
import org.keycloak.models.jpa.entities.RoleAttributeEntity;

/** By which attributes of clients, groups and roles rules know who owns and reviews them. */
class SubjectAttributesTest {

  private static final String CI = "ci-id";
  private static final String DBA = "dba-id";

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();
  private final ClientEntity client = Entities.client(CI);

  SubjectAttributesTest() {
    realm.client(CI, "ci");
    realm.group(DBA, "/dba");
    rule("enforce");
  }

  private void rule(String mode) {
    realm.rules.clear();
    realm.rules.add(
        RuleParser.parse(
            "r",
            "attributes",
            Map.of(
                "mode",
                List.of(mode),
                "protects.realmRoles",
                List.of("db-*"),
                "owner.required",
                List.of("true"),
                "tickets.requireConfigurationItem",
                List.of("attribute:ci"),
                "lifetime.reviewEvery",
                List.of("P30D"),
                "reviews.by",
                List.of("attribute:reviewer"))));
  }

  private ClientAttributeEntity attribute(String name) {
    return Entities.attribute(client, name, "mallory");
  }

  private static GroupAttributeEntity ofGroup(String name) {
    GroupAttributeEntity row = new GroupAttributeEntity();
    row.setGroup(Entities.group(DBA, " "));
    row.setName(name);
    return row;
  }

  private static RoleAttributeEntity ofRole(String name) {
    RoleAttributeEntity row = new RoleAttributeEntity();
    row.setRole(Entities.role(FakeRealm.DB_ADMIN.id()));
    row.setName(name);
    return row;
  }

  private void judge(List<AttemptedChange> changes) {
    JudgedRealm judged = realm.with(changes.toArray(AttemptedChange[]::new));
    changes.forEach(change -> change.guard(judged));
  }

  private void refused(List<AttemptedChange> changes) {
    assertThatThrownBy(() -> judge(changes))
        .isInstanceOfSatisfying(
            GateException.Refused.class,
            refusal -> assertThat(refusal.code().code()).isEqualTo("trust_base_guarded"));
  }

  @Test
  void whoeverWritesItDecidesWhoOwnsOrReviews() {
    for (String name : List.of("owner", "reviewer", "ci")) {
      refused(rows.inserted(attribute(name)));
      refused(rows.updated(attribute(name), FakeUpdate.of("value", "olivia", "mallory")));
      refused(rows.deleted(attribute(name)));
    }
    refused(rows.inserted(ofGroup("reviewer")));
    refused(rows.updated(ofGroup("ci"), FakeUpdate.of("value", "a", "b")));
    refused(rows.deleted(ofGroup("reviewer")));
    refused(rows.inserted(ofRole("reviewer")));
    refused(rows.updated(ofRole("ci"), FakeUpdate.of("value", "a", "b")));
    refused(rows.deleted(ofRole("reviewer")));
  }

  @Test
  void theGatesAdministratorsMay() {
    realm.admin = true;
    judge(rows.inserted(attribute("owner")));
  }

  @Test
  void otherAttributesAreFree() {
    judge(rows.inserted(attribute("description")));
    judge(rows.inserted(ofGroup("owner")));
    judge(rows.inserted(ofRole("owner")));
    judge(rows.updated(attribute("owner"), FakeUpdate.of("value", "olivia", "olivia")));
  }

  @Test
  void aRuleInAuditReports() {
    rule("audit");
    judge(rows.inserted(attribute("owner")));
    assertThat(realm.trustReports).containsExactly("approvers");
  }

  @Test
  void whoMakesAClientGroupOrRoleSaysWhoseItIs() {
    judge(
        Stream.of(rows.inserted(client), rows.inserted(attribute("owner")))
            .flatMap(List::stream)
            .filter(
                change ->
                    change instanceof Creations.NewClient
                        || change instanceof SubjectAttributes.Described)
            .toList());
    judge(
        Stream.of(rows.inserted(Entities.group(DBA, " ")), rows.inserted(ofGroup("reviewer")))
            .flatMap(List::stream)
            .filter(
                change ->
                    change instanceof SubjectAttributes.Made
                        || change instanceof SubjectAttributes.Described)
            .toList());
  }

  @Test
  void whatIsRemovedTakesItAlong() {
    realm.clients.clear();
    judge(rows.deleted(attribute("owner")));
  }

  @Test
  void theGateItselfWritesTheOwnerOfABinding() {
    realm.ownWork.add(CI + " owner");
    judge(rows.inserted(attribute("owner")));
    refused(rows.inserted(attribute("reviewer")));
  }
}
