package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.rule.NamePattern;
import io.ticketgate.core.rule.Rule.ClientRolePattern;
import io.ticketgate.keycloak.store.MatchedNames.Matched;
import org.junit.jupiter.api.Test;

class MatchedNamesTest extends RealmRows {

  private MatchedNames names() {
    return new MatchedNames(session, realmId);
  }

  private static NamePattern pattern(String text) {
    return new NamePattern(text);
  }

  @Test
  void realmRolesAreThoseOfThisRealmWhoseWholeNameMatches() {
    role("db-read");
    role("db-admin");
    role("DB-other");
    role("not-db-admin");
    in(realm -> realm.addClient("orders").addRole("db-client"));
    server.run(otherRealmId, own -> own.getContext().getRealm().addRole("db-elsewhere"));

    assertThat(names().realmRoles(pattern("db-*")).names()).containsExactly("db-admin", "db-read");
    assertThat(names().realmRoles(pattern("db-admin")).names()).containsExactly("db-admin");
    assertThat(names().realmRoles(pattern("nothing-*")).names()).isEmpty();
  }

  @Test
  void theSignsOfADatabaseStandForThemselves() {
    role("a_b");
    role("aXb");
    role("c%d");
    role("cXd");
    role("e!f");

    assertThat(names().realmRoles(pattern("a_b")).names()).containsExactly("a_b");
    assertThat(names().realmRoles(pattern("c%*")).names()).containsExactly("c%d");
    assertThat(names().realmRoles(pattern("*!f")).names()).containsExactly("e!f");
  }

  @Test
  void rolesOfClientsAndClientsAreNamedAsPeopleWriteThem() {
    in(realm -> realm.addClient("a/b").addRole("refund"));
    in(realm -> realm.addClient("orders").addRole("refund"));
    in(realm -> realm.addClient("orders-2").addRole("other"));
    role("refund");

    assertThat(names().clientRoles(new ClientRolePattern(pattern("*"), pattern("refund"))).names())
        .containsExactly("a\\/b/refund", "orders/refund");
    assertThat(names().clients(pattern("orders*")).names())
        .containsExactly("client:orders", "client:orders-2");
  }

  @Test
  void whatAnAttributeMarksIsRolesAndClients() {
    in(
        realm -> {
          realm.addRole("marked").setSingleAttribute("tier", "high");
          realm.addRole("low").setSingleAttribute("tier", "low");
          realm.addClient("orders").setAttribute("tier", "high");
          realm.getClientByClientId("orders").addRole("refund").setSingleAttribute("tier", "high");
          return realm;
        });

    assertThat(names().marked("tier", "high").names())
        .containsExactlyInAnyOrder("marked", "orders/refund", "client:orders");
  }

  @Test
  void noMoreAreReadThanAreCounted() {
    in(
        realm -> {
          for (int i = 0; i <= MatchedNames.MOST; i++) {
            realm.addRole("many-" + i);
          }
          return realm;
        });

    Matched many = names().realmRoles(pattern("many-*"));

    assertThat(many.names()).hasSize(MatchedNames.MOST);
    assertThat(many.more()).isTrue();
    assertThat(names().realmRoles(pattern("many-1*")).more()).isFalse();
  }
}
