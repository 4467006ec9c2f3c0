package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** People share their own resources (UMA) in a realm with an enforced rule as in any other. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharingIT {

  private RealmFixture realm;
  private String pictures;
  private String others;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    realm.update(Map.of("userManagedAccessAllowed", true));
    realm.createClient(
        "files",
        Map.of(
            "serviceAccountsEnabled",
            true,
            "authorizationServicesEnabled",
            true,
            "directAccessGrantsEnabled",
            true));
    realm.createUser("bea");
    realm.createUser("carl");
    pictures = resource("pictures", "bea");
    others = resource("letters", "carl");
    Story.whereTheRoleIs(realm).rule(Map.of("name", "db", "mode", "enforce"));
  }

  @AfterAll
  void end() {
    realm.close();
  }

  private String resource(String name, String owner) {
    return realm
        .api("/clients/" + realm.clientUuid("files") + "/authz/resource-server/resource")
        .post(
            Map.of(
                "name",
                name,
                "owner",
                Map.of("id", realm.userId(owner)),
                "ownerManagedAccess",
                true,
                "scopes",
                List.of(Map.of("name", "view"))))
        .expect(201)
        .text("_id");
  }

  private Answer share(String resource, String as, String with) {
    return realm
        .open("/account/resources/" + resource + "/permissions")
        .bearer(realm.tokenOf(as))
        .header("Accept", "application/json")
        .put(List.of(Map.of("username", with, "scopes", List.of("view"))));
  }

  /** Of somebody with a token of the client that has the resource, for a role. */
  private Answer policy(String resource, String as) {
    String token =
        realm
            .server()
            .admin()
            .tokens(
                realm.name(),
                "grant_type",
                "password",
                "client_id",
                "files",
                "client_secret",
                RealmFixture.SECRET,
                "username",
                as,
                "password",
                RealmFixture.PASSWORD)
            .expect(200)
            .text("access_token");
    return realm
        .open("/authz/protection/uma-policy/" + resource)
        .bearer(token)
        .post(
            Map.of(
                "name",
                "shared by " + as,
                "scopes",
                List.of("view"),
                "users",
                List.of("carl"),
                "roles",
                List.of(Story.ROLE)));
  }

  @Test
  void theOwnerSharesAResourceAndTakesItBack() {
    share(pictures, "bea", "carl").expect(204);
    assertThat(
            realm
                .open("/account/resources/" + pictures + "/permissions")
                .bearer(realm.tokenOf("bea"))
                .header("Accept", "application/json")
                .get()
                .expect(200)
                .body())
        .contains("carl");

    realm
        .open("/account/resources/" + pictures + "/permissions")
        .bearer(realm.tokenOf("bea"))
        .header("Accept", "application/json")
        .put(List.of(Map.of("username", "carl", "scopes", List.of())))
        .expect(204);
  }

  @Test
  void alsoByAPolicyOfTheirOwn() {
    Answer made = policy(pictures, "bea").expect(200);

    realm
        .api(
            "/clients/"
                + realm.clientUuid("files")
                + "/authz/resource-server/policy/"
                + made.text("id"))
        .delete()
        .expect(204);
  }

  @Test
  void nobodySharesWhatIsSomebodyElses() {
    assertThat(share(others, "bea", "bea").status()).isGreaterThanOrEqualTo(400);
    assertThat(policy(others, "bea").status()).isGreaterThanOrEqualTo(400);
  }
}
