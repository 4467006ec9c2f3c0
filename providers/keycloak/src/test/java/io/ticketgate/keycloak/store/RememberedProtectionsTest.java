package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RememberedProtectionsTest extends RealmRows {

  private RememberedProtections protections() {
    return new RememberedProtections(session, realmId);
  }

  private void add(String roleId, String ruleId) {
    server.run(own -> new RememberedProtections(own, realmId).remember(roleId, ruleId));
  }

  @Test
  void aRoleStaysProtectedByEveryRuleThatIsRemembered() {
    add("role", "rule-1");
    add("role", "rule-2");
    add("role", "rule-1");
    add("other", "rule-1");
    server.run(own -> new RememberedProtections(own, otherRealmId).remember("elsewhere", "rule-1"));

    assertThat(protections().remembered().ruleIds())
        .isEqualTo(Map.of("role", Set.of("rule-1", "rule-2"), "other", Set.of("rule-1")));
  }

  @Test
  void aRuleThatIsStatedAnewForgetsWhatItProtectedInItsRealmOnly() {
    add("role", "rule-1");
    add("role", "rule-2");
    server.run(own -> new RememberedProtections(own, otherRealmId).remember("elsewhere", "rule-1"));

    server.run(own -> new RememberedProtections(own, realmId).forgetRule("rule-1"));

    assertThat(protections().remembered().ruleIds()).isEqualTo(Map.of("role", Set.of("rule-2")));
    assertThat(new RememberedProtections(session, otherRealmId).remembered().ruleIds())
        .isNotEmpty();
  }

  @Test
  void aRoleThatIsGoneIsForgotten() {
    add("role", "rule-1");
    add("other", "rule-1");

    server.run(own -> new RememberedProtections(own, realmId).forgetEntitlement("role"));

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
