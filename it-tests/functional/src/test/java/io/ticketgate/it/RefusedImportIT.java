package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a partial import did not store is not found in Keycloak's caches either. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedImportIT {

  private RealmFixture realm;
  private String manager;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    realm.grantManagement(
        realm.createUser("manager"), "manage-realm", "manage-identity-providers", "manage-users");
    new Story(realm).rule(Map.of());
    manager = realm.tokenOf("manager");
  }

  private Answer imported(String alias, List<?> users) {
    Map<String, String> config =
        Map.of(
            "clientId", "kc",
            "clientSecret", "kc",
            "tokenUrl", "https://corp.test/token",
            "authorizationUrl", "https://corp.test/auth");
    return realm
        .api("/partialImport")
        .bearer(manager)
        .post(
            Map.of(
                "ifResourceExists",
                "FAIL",
                "identityProviders",
                List.of(Map.of("alias", alias, "providerId", "oidc", "config", config)),
                "users",
                users));
  }

  private int found(String alias) {
    return realm.api("/identity-provider/instances/" + alias).get().status();
  }

  @Test
  void anIdentityProviderThatIsRefused() {
    assertThat(imported("corp", List.of()).status()).isEqualTo(403);

    assertThat(found("corp")).isEqualTo(404);
  }

  @Test
  void anIdentityProviderOfAnImportThatFails() {
    List<Map<String, String>> sameAddress =
        List.of(
            Map.of("username", "zed1", "email", "zed@example.test"),
            Map.of("username", "zed2", "email", "zed@example.test"));

    assertThat(imported("bank", sameAddress).status()).isGreaterThanOrEqualTo(400);

    assertThat(found("bank")).isEqualTo(404);
  }
}
