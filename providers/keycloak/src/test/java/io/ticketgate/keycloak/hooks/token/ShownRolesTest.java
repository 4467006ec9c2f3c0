package io.ticketgate.keycloak.hooks.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShownRolesTest {

  @Test
  void holdsOnlyNamesThatMayBeShown() {
    ShownRoles roles =
        new ShownRoles((client, role) -> !role.equals("dba"), null, Set.of("dba", "reader"));

    assertThat(roles).containsExactly("reader");
    assertThat(roles.addAll(List.of("dba", "clerk"))).isTrue();
    assertThat(roles).containsExactlyInAnyOrder("reader", "clerk");
    assertThat(roles.add("dba")).isFalse();
  }

  @Test
  void asksForTheRolesOfItsClient() {
    ShownRoles ofShop = new ShownRoles((client, role) -> "shop".equals(client), "shop", null);
    ShownRoles ofRealm = new ShownRoles((client, role) -> "shop".equals(client), null, null);

    assertThat(ofShop.add("refund")).isTrue();
    assertThat(ofRealm.add("refund")).isFalse();
  }
}
