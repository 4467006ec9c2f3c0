package io.ticketgate.keycloak.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.rule.RememberedFact;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.store.RememberedProtections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;

class ProtectedRolesTest extends OpenRealm {

  private ProtectedRoles roles() {
    gate().refresh();
    return gate().protectedRoles();
  }

  private static List<String> names(Set<Entitlement> roles) {
    return roles.stream().map(role -> role.name().toString()).sorted().toList();
  }

  private void clientRule(String pattern) {
    ComponentModel rule = TestItsm.rule(realm, "clients", "x-none", Map.of());
    rule.put("protects.clientRoles", pattern);
    realm.updateComponent(rule);
  }

  @Test
  void withoutARuleNothingIsProtected() {
    role("db-admin");

    assertThat(roles().existing()).isEmpty();
    assertThat(roles().of(null)).isEmpty();
    assertThat(roles().shownAs("db-admin")).isEmpty();
    assertThat(roles().beginningWith("")).isEmpty();
  }

  @Test
  void existingRolesAreThoseThatARuleNamesOrRemembers() {
    role("viewer");
    Entitlement admin = role("db-admin");
    Entitlement renamed = role("harmless");
    ComponentModel rule = TestItsm.rule(realm, "databases", "db-*", Map.of());
    new RememberedProtections(session, realm.getId())
        .remember(renamed.id(), rule.getId(), new RememberedFact.Mark("tier", "high"));

    assertThat(roles().existing()).containsExactlyInAnyOrder(admin, renamed);
  }

  @Test
  void theRolesOfARealmHoldNamesThatNoRoleHasYet() {
    TestItsm.rule(realm, "databases", "db-*", Map.of());
    Entitlement admin = role("db-admin");

    assertThat(roles().of(null)).contains(admin).hasSizeGreaterThan(1);
    assertThat(roles().of("orders")).isEmpty();
  }

  @Test
  void theRolesOfAClientAreItsOwn() {
    clientRule("orders/refund");

    assertThat(names(roles().of("orders"))).containsExactly("orders/refund");
    assertThat(roles().of("billing")).isEmpty();
  }

  @Test
  void aNameInATokenStandsForTheRoleOfTheRealmAndOfEveryClient() {
    clientRule("*/db-admin");
    TestItsm.rule(realm, "databases", "db-*", Map.of());

    assertThat(names(roles().shownAs("db-admin"))).containsExactly("any/db-admin", "db-admin");
    assertThat(roles().shownAs("viewer")).isEmpty();
  }

  @Test
  void whatBeginsWithATextIsFoundAmongRolesAndPatterns() {
    TestItsm.rule(realm, "databases", "db-*", Map.of());
    Entitlement admin = role("db-admin");

    assertThat(roles().beginningWith("db-a")).contains(admin);
    assertThat(roles().beginningWith("ops")).isEmpty();
    assertThat(roles().beginningWith("")).contains(admin);
  }
}
