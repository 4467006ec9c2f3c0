package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RenamedRolesTest extends RealmRows {

  private RenamedRoles renamed() {
    return new RenamedRoles(session, realmId);
  }

  private void add(String roleId, String ruleId) {
    server.run(own -> new RenamedRoles(own, realmId).add(roleId, ruleId));
  }

  @Test
  void aRoleGoesOnToBeProtectedByEveryRuleThatWasRemembered() {
    add("role", "rule-1");
    add("role", "rule-2");
    add("role", "rule-1");
    add("other", "rule-1");
    server.run(own -> new RenamedRoles(own, otherRealmId).add("elsewhere", "rule-1"));

    assertThat(renamed().all())
        .isEqualTo(Map.of("role", Set.of("rule-1", "rule-2"), "other", Set.of("rule-1")));
  }

  @Test
  void aRuleThatIsStatedAnewForgetsWhatItProtectedInItsRealmOnly() {
    add("role", "rule-1");
    add("role", "rule-2");
    server.run(own -> new RenamedRoles(own, otherRealmId).add("elsewhere", "rule-1"));

    server.run(own -> new RenamedRoles(own, realmId).forgetRule("rule-1"));

    assertThat(renamed().all()).isEqualTo(Map.of("role", Set.of("rule-2")));
    assertThat(new RenamedRoles(session, otherRealmId).all()).isNotEmpty();
  }

  @Test
  void aRoleThatIsGoneIsForgotten() {
    add("role", "rule-1");
    add("other", "rule-1");

    server.run(own -> new RenamedRoles(own, realmId).forgetRole("role"));

    assertThat(renamed().all()).containsOnlyKeys("other");
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
        own ->
            own.getContext().getRealm().addRole("elsewhere").setSingleAttribute("tier", "high"));

    assertThat(renamed().marked("tier", "high")).containsExactlyInAnyOrder(marked, client);
  }
}
