package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.rule.RememberedFact;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.spi.EntitlementName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RememberedProtectionsTest extends RealmRows {

  private RememberedProtections protections() {
    return new RememberedProtections(session, realmId);
  }

  private void add(String roleId, String ruleId) {
    server.run(
        own ->
            new RememberedProtections(own, realmId)
                .remember(roleId, ruleId, new RememberedFact.Mark("tier", "high")));
  }

  @Test
  void aRoleStaysProtectedByEveryRuleThatIsRemembered() {
    add("role", "rule-1");
    add("role", "rule-2");
    add("role", "rule-1");
    add("other", "rule-1");
    server.run(
        own ->
            new RememberedProtections(own, otherRealmId)
                .remember("elsewhere", "rule-1", new RememberedFact.Mark("tier", "high")));

    assertThat(protections().remembered().ruleIds())
        .isEqualTo(Map.of("role", Set.of("rule-1", "rule-2"), "other", Set.of("rule-1")));
  }

  @Test
  void oneRuleReleasesOneRole() {
    Rule rule =
        RuleParser.parse("rule-1", "one", Map.of("protects.attribute", List.of("tier=low")));
    Rule sameMark =
        RuleParser.parse("rule-9", "nine", Map.of("protects.attribute", List.of("tier=high")));
    add("role", "rule-1");
    add("role", "rule-2");
    add("other", "rule-1");
    boolean[] released = new boolean[2];

    server.run(own -> released[0] = new RememberedProtections(own, realmId).release(rule, "role"));
    assertThat(protections().remembered().ruleIds())
        .isEqualTo(Map.of("role", Set.of("rule-2"), "other", Set.of("rule-1")));

    server.run(
        own -> released[1] = new RememberedProtections(own, realmId).release(sameMark, "role"));
    assertThat(protections().remembered().ruleIds()).containsOnlyKeys("other");
    assertThat(released).containsExactly(true, true);
    assertThat(protections().release(rule, "role")).isFalse();
  }

  @Test
  void whatItWasKnownByOutlivesItsRule() {
    Rule again =
        RuleParser.parse("rule-9", "again", Map.of("protects.attribute", List.of("tier=high")));
    add("role", "rule-1");
    assertThat(
            protections()
                .remembered()
                .holds(again, new Entitlement("role", new EntitlementName.RealmRole("any"))))
        .isTrue();
  }

  @Test
  void aRoleThatIsGoneIsForgotten() {
    add("role", "rule-1");
    add("other", "rule-1");

    server.run(own -> new RememberedProtections(own, realmId).forgetEntitlements(Set.of("role")));

    assertThat(protections().remembered().ruleIds()).containsOnlyKeys("other");
  }

  @Test
  void rolesAndClientsWithAnAttributeAreMarked() {
    String marked = role("marked");
    String otherValue = role("other-value");
    role("bare");
    String client =
        in(
            realm -> {
              realm.getRoleById(marked).setSingleAttribute("tier", "high");
              realm.getRoleById(otherValue).setSingleAttribute("tier", "low");
              var orders = realm.addClient("orders");
              orders.setAttribute("tier", "high");
              realm.addClient("billing").setAttribute("tier", "low");
              return orders.getId();
            });
    server.run(
        otherRealmId,
        own -> own.getContext().getRealm().addRole("elsewhere").setSingleAttribute("tier", "high"));

    assertThat(protections().withAttribute("tier", "high"))
        .containsExactlyInAnyOrder(marked, client);
  }
}
