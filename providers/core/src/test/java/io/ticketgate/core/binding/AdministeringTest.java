package io.ticketgate.core.binding;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which bindings grant what Keycloak's Admin API asks for. */
class AdministeringTest {

  private static boolean administers(EntitlementName name, Map<String, String> parts) {
    return new Binding(
            "b1",
            ALICE,
            new Entitlement("r1", name),
            new TicketRef("demo", "CHG-1"),
            List.of("prod"),
            "digest",
            BindingStatus.ACTIVE,
            null,
            null,
            null,
            List.of(),
            null,
            new Binding.Evidence("1", "digest", parts),
            T0,
            T0,
            T0.plusSeconds(60),
            null,
            null,
            null)
        .administers();
  }

  private static EntitlementName realmRole(String name) {
    return new EntitlementName.RealmRole(name);
  }

  @Test
  void aRoleOfAManagementClientAdministers() {
    assertThat(
            administers(
                new EntitlementName.ClientRole("realm-management", "manage-users"), Map.of()))
        .isTrue();
    assertThat(administers(realmRole("admin"), Map.of())).isTrue();
    assertThat(administers(realmRole("db-admin"), Map.of())).isFalse();
    assertThat(administers(new EntitlementName.ClientCredential("ci"), Map.of())).isFalse();
  }

  @Test
  void soDoesACompositeRoleThatBringsOneAlong() {
    assertThat(administers(realmRole("ops"), Map.of("r2", "realm-management/view-users"))).isTrue();
    assertThat(administers(realmRole("ops"), Map.of("r2", "shop-realm/manage-realm"))).isTrue();
    assertThat(administers(realmRole("ops"), Map.of("r2", "orders/refund"))).isFalse();
  }

  @Test
  void soItIsTakenWhereTheNameOfAPartIsNotRecordedOrCannotBeRead() {
    assertThat(administers(realmRole("ops"), Map.of("r2", ""))).isTrue();
    assertThat(administers(realmRole("ops"), Map.of("r2", "a/b/c"))).isTrue();
  }
}
