package io.ticketgate.keycloak.write.change;

import static io.ticketgate.keycloak.write.change.FakeRealm.DB_ADMIN;
import static io.ticketgate.keycloak.write.change.FakeRealm.REFUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.spi.EntitlementName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.models.jpa.entities.RealmEntity;
import org.keycloak.models.jpa.entities.RoleAttributeEntity;

/** New names, and marks by which a rule knows what has no protected name. */
class NamesTest {

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();
  private final Subject orders = realm.client("orders-uuid", "orders");
  private final AttemptedChange role = new Names.RoleRenamed(Entities.REALM, REFUND.id(), "old");
  private final AttemptedChange client =
      new Names.ClientRenamed(Entities.REALM, "orders-uuid", "old");

  @Test
  void aNewNameIsKnownByTheOldOne() {
    assertThat(rows.updated(Entities.role(REFUND.id()), FakeUpdate.of("name", "old", "refund")))
        .containsExactly(role);
    assertThat(rows.updated(Entities.role(REFUND.id()), FakeUpdate.of("name", "same", "same")))
        .isEmpty();
    assertThat(
            rows.updated(
                Entities.client("orders-uuid"), FakeUpdate.of("clientId", "old", "orders")))
        .containsExactly(client);
  }

  @Test
  void aGuardedRealmKeepsItsNameUnlessTheTrustBaseMayBeChanged() {
    RealmEntity entity = new RealmEntity();
    entity.setId(Entities.REALM);
    AttemptedChange renamed =
        rows.updated(entity, FakeUpdate.of("name", "old", "new")).stream()
            .filter(Names.RealmRenamed.class::isInstance)
            .findFirst()
            .orElseThrow();

    assertThatThrownBy(() -> renamed.guard(realm.with())).hasMessageContaining("RealmEntity.name");
    realm.admin = true;
    renamed.guard(realm.with());
    realm.admin = false;
    realm.enforced = false;
    renamed.guard(realm.with());
  }

  @Test
  void whereARuleIsAuditedANewNameIsReported() {
    realm.enforced = false;
    realm.audited = true;
    realm.clientRoles.put("orders-uuid", List.of(REFUND));
    realm.wereProtected.add("orders/old");
    realm.wereProtected.add("old/refund");
    RealmEntity entity = new RealmEntity();
    entity.setId(Entities.REALM);

    role.guard(realm.with());
    assertThat(realm.trustReports).containsExactly("names");
    client.guard(realm.with());
    new Names.RealmRenamed(Entities.REALM, "old").guard(realm.with());
    assertThat(realm.trustReports).containsExactly("names", "names", "names");

    new Names.RoleRenamed(Entities.REALM, DB_ADMIN.id(), "free").guard(realm.with());
    assertThat(realm.trustReports).hasSize(3);
  }

  @Test
  void whatARoleWasCalledIsRemembered() {
    role.remember(realm.with());
    new Names.RoleRenamed(Entities.REALM, DB_ADMIN.id(), "old").remember(realm.with());
    new Names.RoleRenamed(Entities.REALM, "gone", "old").remember(realm.with());
    assertThat(realm.told)
        .containsExactly("renamed refund-id before orders/old", "renamed db-admin-id before old");
  }

  @Test
  void whatAClientAndItsRolesWereCalledIsRemembered() {
    realm.clientRoles.put("orders-uuid", List.of(REFUND));
    client.remember(realm.with());
    EntitlementName credential = new EntitlementName.ClientCredential("old");
    assertThat(realm.told)
        .containsExactly(
            "renamed orders-uuid before " + credential, "renamed refund-id before old/refund");
  }

  @Test
  void aRoleThatTakesAProtectedNameIsExposed() {
    assertThat(role.exposures(realm.with())).isEmpty();
    realm.newlyProtected.add(REFUND);
    AttemptedExposure exposure =
        new AttemptedExposure(
            Route.RENAME, Exposures.configuration(REFUND.id(), "the new name"), REFUND, true);
    assertThat(role.exposures(realm.with())).containsExactly(exposure);
    realm.clientRoles.put("orders-uuid", List.of(REFUND));
    assertThat(client.exposures(realm.with())).containsExactly(exposure);
    assertThat(realm.told)
        .containsExactly(
            "asked orders/refund before orders/old",
            "asked orders/refund before orders/old",
            "asked orders/refund before old/refund");
  }

  @Test
  void aClientThatTakesAProtectedNameBringsItsCredential() {
    assertThat(client.grants(realm.with())).isEmpty();
    Entitlement credential = FakeRealm.credentialOf(orders);
    realm.newlyProtected.add(credential);
    assertThat(client.grants(realm.with()))
        .containsExactly(
            new AttemptedGrant(Route.CLIENT_CREDENTIAL, orders, Holding.mapped(credential)));
    realm.ownWork.add("orders-uuid");
    assertThat(client.grants(realm.with())).isEmpty();
  }

  @Test
  void aRoleTakesOrGivesUpTheNameOfOneOfTheGateByAnAdministratorOnly() {
    realm.roles.put("gate-role", FakeRealm.role("gate-role", "ticket-gate-admin"));
    AttemptedChange taking = new Names.RoleRenamed(Entities.REALM, "gate-role", "old");
    AttemptedChange giving =
        new Names.RoleRenamed(Entities.REALM, DB_ADMIN.id(), "ticket-gate-admin");
    for (AttemptedChange change : List.of(taking, giving)) {
      realm.admin = false;
      assertThatThrownBy(() -> change.guard(realm.with()))
          .isInstanceOf(GateException.Refused.class);
      realm.admin = true;
      change.guard(realm.with());
    }
    realm.admin = false;
    role.guard(realm.with());
  }

  @Test
  void aClientWithARoleOfTheGateIsRenamedByAnAdministratorOnly() {
    realm.clientRoles.put("orders-uuid", List.of(REFUND));
    client.guard(realm.with());
    realm.clientRoles.put(
        "orders-uuid",
        List.of(
            REFUND,
            new Entitlement("v", new EntitlementName.ClientRole("orders", "ticket-gate-view"))));
    assertThatThrownBy(() -> client.guard(realm.with())).isInstanceOf(GateException.Refused.class);
    realm.admin = true;
    client.guard(realm.with());
  }

  @Test
  void aMarkIsRemembered() {
    RoleAttributeEntity attribute = new RoleAttributeEntity();
    attribute.setRole(Entities.role(DB_ADMIN.id()));
    attribute.setName("tier");
    for (List<AttemptedChange> changes :
        List.of(rows.inserted(attribute), rows.updated(attribute, FakeUpdate.ofNothing()))) {
      assertThat(changes).extracting(AttemptedChange::realmId).containsOnly(Entities.REALM);
      changes.forEach(change -> change.remember(realm.with()));
    }
    var tier = Entities.attribute(Entities.client("orders-uuid"), "tier", "high");
    for (List<AttemptedChange> changes :
        List.of(rows.inserted(tier), rows.updated(tier, FakeUpdate.ofNothing()))) {
      assertThat(changes).extracting(AttemptedChange::realmId).containsOnly(Entities.REALM);
      changes.forEach(change -> change.remember(realm.with()));
    }
    rows.deleted(tier).forEach(change -> change.remember(realm.with()));
    assertThat(realm.told)
        .as("what is remembered stays")
        .containsExactly(
            "marked db-admin-id", "marked db-admin-id", "marked orders-uuid", "marked orders-uuid");
    rows.inserted(Entities.attribute(Entities.client("orders-uuid"), "other", "high"))
        .forEach(change -> change.remember(realm.with()));
    assertThat(realm.told).as("no rule asks for that attribute").hasSize(4);
  }

  @Test
  void whatWouldBeForgottenIsRemovedByAnAdministratorOnly() {
    AttemptedChange forgottenRole = Forgotten.role(Entities.REALM, "db-admin");
    AttemptedChange forgottenClient = Forgotten.client(Entities.REALM, "c", "orders");
    for (AttemptedChange change : List.of(forgottenRole, forgottenClient)) {
      realm.admin = false;
      assertThatThrownBy(() -> change.guard(realm.with()))
          .isInstanceOf(GateException.Refused.class);
      realm.admin = true;
      change.guard(realm.with());
    }
  }

  @Test
  void aClientThatTheSameTransactionHasMadeIsForgottenByAnybody() {
    AttemptedChange change = Forgotten.client(Entities.REALM, "c", "__temp__");
    change.guard(realm.with(change, new Creations.NewClient(Entities.REALM, "c")));
    assertThatThrownBy(
            () -> change.guard(realm.with(new Creations.NewClient(Entities.REALM, "other"))))
        .isInstanceOf(GateException.Refused.class);
  }

  @Test
  void aProtectedNameIsGivenUpOnlyByTheGatesAdministrator() {
    realm.wereProtected.add("orders/old");
    assertThatThrownBy(() -> role.guard(realm.with())).isInstanceOf(GateException.Refused.class);
    realm.clientRoles.put("orders-uuid", List.of(REFUND));
    realm.wereProtected.clear();
    realm.wereProtected.add("old/refund");
    assertThatThrownBy(() -> client.guard(realm.with())).isInstanceOf(GateException.Refused.class);
    realm.wereProtected.clear();
    realm.wereProtected.add(new EntitlementName.ClientCredential("old").toString());
    assertThatThrownBy(() -> client.guard(realm.with())).isInstanceOf(GateException.Refused.class);

    realm.admin = true;
    client.guard(realm.with());
    realm.admin = false;
    realm.enforced = false;
    client.guard(realm.with());
    role.guard(realm.with());
  }

  @Test
  void aNameByWhichARuleKnowsItsApproversChangesByTheGatesAdministratorOnly() {
    realm.clientRoles.put("orders-uuid", List.of(REFUND));
    for (String name : List.of("orders/refund", "orders/old", "old/refund")) {
      realm.rules.clear();
      realm.rules.add(rule("enforce", Map.of("tickets.approverRole", name)));
      AttemptedChange change = name.equals("orders/old") ? role : client;
      assertThatThrownBy(() -> change.guard(realm.with()))
          .isInstanceOf(GateException.Refused.class)
          .hasMessageContaining("approvers");
    }
    realm.rules.set(0, rule("audit", Map.of("tickets.approverRole", "orders/refund")));
    role.guard(realm.with());
    client.guard(realm.with());
    assertThat(realm.trustReports).containsExactly("approvers", "approvers");
  }

  @Test
  void soDoesANameByWhichARuleKeepsRolesApart() {
    realm.rules.add(
        rule("enforce", Map.of("separationOfDuties.exclusiveRoles", "maker,orders/old")));
    assertThatThrownBy(() -> role.guard(realm.with()))
        .isInstanceOf(GateException.Refused.class)
        .hasMessageContaining("names");
    realm.admin = true;
    role.guard(realm.with());
  }

  private static Rule rule(String mode, Map<String, String> settings) {
    Map<String, List<String>> config = new HashMap<>();
    config.put("mode", List.of(mode));
    config.put("protects.realmRoles", List.of("x-*"));
    settings.forEach((key, value) -> config.put(key, List.of(value)));
    return RuleParser.parse("rule-id", "rule", config);
  }

  @Test
  void aRoleThatContainsAProtectedOneIsRenamedByTheGatesAdministratorOnly() {
    realm.wereProtected.add("db-admin");
    role.guard(realm.with());
    realm.contained.put(REFUND.id(), DB_ADMIN);
    realm.clientRoles.put("orders-uuid", List.of(REFUND));
    for (AttemptedChange change : List.of(role, client)) {
      assertThatThrownBy(() -> change.guard(realm.with()))
          .isInstanceOf(GateException.Refused.class)
          .hasMessageContaining("names");
    }
    realm.admin = true;
    role.guard(realm.with());
    client.guard(realm.with());
  }

  @Test
  void aPartOfAProtectedRoleIsRenamedByTheGatesAdministratorOnly() {
    realm.contained.put(DB_ADMIN.id(), REFUND);
    realm.clientRoles.put("orders-uuid", List.of(REFUND));
    role.guard(realm.with());
    client.guard(realm.with());

    realm.wereProtected.add("db-admin");
    for (AttemptedChange change : List.of(role, client)) {
      assertThatThrownBy(() -> change.guard(realm.with()))
          .isInstanceOf(GateException.Refused.class)
          .hasMessageContaining("names");
    }
    realm.enforced = false;
    role.guard(realm.with());
    client.guard(realm.with());
  }

  @Test
  void theClientOfARenamedRealmFollowsIt() {
    realm.clientRoles.put(
        "orders-uuid",
        List.of(
            new Entitlement(
                "view-id", new EntitlementName.ClientRole("orders", "ticket-gate-view"))));
    assertThatThrownBy(() -> client.guard(realm.with())).isInstanceOf(GateException.Refused.class);

    client.remember(realm.with());
    assertThat(realm.told).doesNotContain("names follow orders-uuid");

    realm.namedAfterRealm.add("orders-uuid");
    client.guard(realm.with());
    client.remember(realm.with());
    assertThat(realm.told).contains("names follow orders-uuid");
  }
}
