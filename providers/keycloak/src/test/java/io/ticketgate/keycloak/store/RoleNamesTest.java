package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.EntitlementName;
import org.junit.jupiter.api.Test;

class RoleNamesTest extends RealmRows {

  private RoleNames names() {
    return new RoleNames(session, realmId);
  }

  @Test
  void rolesAreNamedWithTheirClientOrAsRolesOfTheRealm() {
    String ofRealm = role("ops");
    String ofClient = in(realm -> realm.addClient("orders").addRole("refund").getId());
    server.run(otherRealmId, own -> own.getContext().getRealm().addRole("elsewhere"));

    assertThat(names().all())
        .extracting(Entitlement::id, Entitlement::name)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(ofRealm, new EntitlementName.RealmRole("ops")),
            org.assertj.core.groups.Tuple.tuple(
                ofClient, new EntitlementName.ClientRole("orders", "refund")));
  }

  @Test
  void rolesOfANameAreThoseOfTheRealmAndOfEveryClient() {
    role("ops");
    role("other");
    in(realm -> realm.addClient("orders").addRole("ops"));
    in(realm -> realm.addClient("billing").addRole("ops"));

    assertThat(names().named("ops"))
        .extracting(role -> role.name().toString())
        .containsExactlyInAnyOrder("ops", "orders/ops", "billing/ops");
  }
}
