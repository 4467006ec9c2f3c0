package io.ticketgate.keycloak.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.RememberedProtection;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.TestServer;
import io.ticketgate.keycloak.store.RememberedProtections;
import io.ticketgate.spi.EntitlementName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

class RealmRulesTest {

  private final TestServer server = new TestServer();
  private KeycloakSession session;
  private RealmModel realm;

  @BeforeEach
  void open() {
    session = server.open();
    realm = session.realms().createRealm("r" + java.util.UUID.randomUUID());
    session.getContext().setRealm(realm);
  }

  @AfterEach
  void close() {
    session.getTransactionManager().setRollbackOnly();
    session.close();
  }

  private ComponentModel rule(String name, String pattern) {
    return TestItsm.rule(realm, name, pattern, Map.of());
  }

  private RealmRules rules() {
    return rules(Mode.ENFORCE);
  }

  private RealmRules rules(Mode serverMode) {
    return new RealmRules(realm, serverMode, stored()::remembered);
  }

  private RememberedProtections stored() {
    return new RememberedProtections(session, realm.getId());
  }

  private ProtectionMemory memory(RealmRules rules) {
    return new ProtectionMemory(rules, stored());
  }

  private Entitlement role(String name) {
    RoleModel role = realm.addRole(name);
    return new Entitlement(role.getId(), new EntitlementName.RealmRole(name));
  }

  private List<String> protecting(Entitlement role) {
    return rules().protecting(role).stream().map(Rule::name).sorted().toList();
  }

  @Test
  void aRoleIsProtectedByEveryRuleWhosePatternFits() {
    rule("databases", "db-*");
    rule("admins", "*-admin");
    rule("others", "ops");

    assertThat(protecting(role("db-admin"))).containsExactly("admins", "databases");
    assertThat(protecting(role("viewer"))).isEmpty();
  }

  @Test
  void theServersSwitchLimitsEveryRuleAndNeverRaisesOne() {
    rule("enforced", "a");
    TestItsm.rule(realm, "audited", "b", Map.of("mode", "audit"));
    TestItsm.rule(realm, "off", "c", Map.of("mode", "off"));

    assertThat(rules().all())
        .extracting(Rule::name, Rule::mode)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("enforced", Mode.ENFORCE),
            org.assertj.core.groups.Tuple.tuple("audited", Mode.AUDIT));
    assertThat(rules(Mode.AUDIT).all()).extracting(Rule::mode).containsOnly(Mode.AUDIT);
    assertThat(rules(Mode.OFF).all()).isEmpty();
    assertThat(RealmRules.any(realm, Mode.OFF)).isFalse();
    assertThat(RealmRules.any(realm, Mode.AUDIT)).isTrue();
  }

  @Test
  void aRealmWithoutRulesHasNone() {
    assertThat(RealmRules.any(realm, Mode.ENFORCE)).isFalse();
    assertThat(rules().all()).isEmpty();
    assertThat(rules().snapshotMaxAge()).isEqualTo(Duration.ZERO);
  }

  @Test
  void aRuleThatCannotBeReadStopsTheRealmAndNamesItself() {
    ComponentModel rule = rule("prod", "db-*");
    // As somebody would with SQL: the factory refuses it.
    session
        .getProvider(JpaConnectionProvider.class)
        .getEntityManager()
        .createQuery("update ComponentConfigEntity c set c.value = '' where c.component.id = :id")
        .setParameter("id", rule.getId())
        .executeUpdate();
    session.getProvider(JpaConnectionProvider.class).getEntityManager().clear();
    realm = session.realms().getRealm(realm.getId());

    assertThatThrownBy(() -> protecting(new Entitlement("x", new EntitlementName.RealmRole("x"))))
        .isInstanceOfSatisfying(
            GateException.Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RULE_INVALID))
        .hasMessageContaining("prod");
  }

  @Test
  void aChangedRuleIsReadAnewOnceTheSessionHasForgottenIt() {
    ComponentModel rule = rule("prod", "db-*");
    RealmRules rules = rules();
    Entitlement ops = role("ops");
    assertThat(rules.protecting(ops)).isEmpty();

    rule.put("protects.realmRoles", "ops");
    realm.updateComponent(rule);

    assertThat(rules.protecting(ops)).isEmpty();
    rules.refresh();
    assertThat(rules.protecting(ops)).hasSize(1);
  }

  @Test
  void aRenamedRoleStaysProtectedByTheRuleThatNamedIt() {
    rule("databases", "db-*");
    RealmRules rules = rules();
    Entitlement renamed = role("harmless");
    assertThat(rules.protecting(renamed)).isEmpty();

    memory(rules).rememberRenamed(renamed.id(), new EntitlementName.RealmRole("db-admin"));

    assertThat(rules.protecting(renamed)).extracting(Rule::name).containsExactly("databases");
    assertThat(protecting(renamed)).containsExactly("databases");
    assertThat(rules.protection().protectsByNameOrMemory(renamed)).isTrue();
    assertThat(rules.protection().restsOnAttributeOrMemory(renamed)).isTrue();
  }

  @Test
  void aRoleThatGivesUpANameNobodyProtectsIsNotRemembered() {
    rule("databases", "db-*");
    Entitlement role = role("harmless");

    memory(rules()).rememberRenamed(role.id(), new EntitlementName.RealmRole("viewer"));

    assertThat(protecting(role)).isEmpty();
  }

  @Test
  void aRenameBringsARoleUnderARuleOnlyWhenNoneProtectedItBefore() {
    rule("databases", "db-*");
    EntitlementName viewer = new EntitlementName.RealmRole("viewer");
    EntitlementName another = new EntitlementName.RealmRole("db-old");
    Entitlement taken = role("db-admin");
    Entitlement unprotected = role("ops");

    assertThat(rules().protection().newlyProtects(taken, viewer)).isTrue();
    assertThat(rules().protection().newlyProtects(taken, another)).isFalse();
    assertThat(rules().protection().newlyProtects(unprotected, viewer)).isFalse();
    memory(rules()).rememberRenamed(taken.id(), another);
    assertThat(rules().protection().newlyProtects(taken, viewer))
        .describedAs("it was remembered already")
        .isFalse();
  }

  @Test
  void anAttributeProtectsARoleAndIsRememberedAfterItIsRemoved() {
    TestItsm.rule(realm, "marked", "", Map.of("protects.attribute", "tier=high"));
    Entitlement role = role("ops");
    RoleModel model = realm.getRoleById(role.id());
    assertThat(protecting(role)).isEmpty();
    model.setSingleAttribute("tier", "high");
    assertThat(protecting(role)).containsExactly("marked");
    assertThat(rules().protection().protectsByNameOrMemory(role))
        .describedAs("without a look at the role")
        .isFalse();

    memory(rules()).rememberMarked(role);
    model.removeAttribute("tier");

    assertThat(protecting(role)).containsExactly("marked");
    assertThat(rules().protection().protectsByNameOrMemory(role)).isTrue();
  }

  @Test
  void everyRoleAndClientThatIsMarkedIsRememberedWhenARuleIsStated() {
    Entitlement role = role("ops");
    realm.getRoleById(role.id()).setSingleAttribute("tier", "high");
    var client = realm.addClient("orders");
    client.setAttribute("tier", "high");
    Entitlement credential =
        new Entitlement(client.getId(), new EntitlementName.ClientCredential("orders"));
    TestItsm.rule(realm, "marked", "", Map.of("protects.attribute", "tier=high"));

    memory(rules()).rememberAllMarked();

    assertThat(stored().remembered().ruleIds()).containsOnlyKeys(role.id(), client.getId());
    assertThat(protecting(credential)).containsExactly("marked");
  }

  @Test
  void whatIsRememberedIsTakenFromWhereItWasHandedIn() {
    ComponentModel rule = rule("databases", "db-*");
    Entitlement role = role("harmless");

    RealmRules reading =
        new RealmRules(
            realm,
            Mode.ENFORCE,
            () -> new RememberedProtection(Map.of(role.id(), Set.of(rule.getId()))));

    assertThat(reading.protecting(role)).extracting(Rule::name).containsExactly("databases");
  }

  @Test
  void theShortestAgeOfAStoredTicketHoldsForTheRealm() {
    TestItsm.rule(realm, "a", "a", Map.of("snapshotMaxAge", "PT30S"));
    TestItsm.rule(realm, "b", "b", Map.of("snapshotMaxAge", "PT10S"));

    assertThat(rules().snapshotMaxAge()).isEqualTo(Duration.ofSeconds(10));
  }
}
