package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The reconciler finds what was changed of the trust base in the database by hand, and says nothing
 * of what came through the gate. The server looks every second.
 */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrustWatchIT {

  private static final int ROUNDS = 4000;

  private KeycloakServer server;
  private RealmFixture realm;
  private RealmFixture free;
  private String provider;

  @BeforeAll
  void start() throws InterruptedException {
    server = KeycloakServer.start(WideServer.eager());
    Map<String, Object> fields =
        Map.of(
            "adminEventsEnabled",
            true,
            "adminEventsDetailsEnabled",
            true,
            "organizationsEnabled",
            true);
    free = server.newRealm(fields);
    realm = server.newRealm(fields);
    Story story = new Story(realm);
    story.rule(Map.of());
    Thread.sleep(ROUNDS); // what is there is known from now on
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static List<JsonNode> findings(RealmFixture realm) {
    return realm
        .api("/admin-events?max=500&resourcePath=ticket-gate/bindings/drift")
        .get()
        .expect(200)
        .json()
        .findValues("details")
        .stream()
        .filter(details -> details.path("audit").asText().equals("trust_base_changed"))
        .toList();
  }

  private String providerWithMapper(RealmFixture where, String alias) {
    where
        .api("/identity-provider/instances")
        .post(
            Map.of(
                "alias",
                alias,
                "providerId",
                "oidc",
                "enabled",
                true,
                "config",
                Map.of(
                    "clientId", "c",
                    "clientSecret", "s",
                    "jwksUrl", "https://corp.test/jwks",
                    "tokenUrl", "https://corp.test/token",
                    "authorizationUrl", "https://corp.test/auth")))
        .expect(201);
    where
        .api("/identity-provider/instances/" + alias + "/mappers")
        .post(
            Map.of(
                "name",
                "m",
                "identityProviderAlias",
                alias,
                "identityProviderMapper",
                "hardcoded-attribute-idp-mapper",
                "config",
                Map.of("attribute", "a", "attribute.value", "b")))
        .expect(201);
    return where.api("/identity-provider/instances/" + alias).get().expect(200).text("internalId");
  }

  @Test
  @Order(1)
  void whatTheGatesAdministratorChangesIsNotReported() throws InterruptedException {
    provider = providerWithMapper(realm, "corp");
    providerWithMapper(realm, "gone");
    realm.update(Map.of("smtpServer", Map.of("host", "mail.test", "from", "a@b.test")));
    realm.update(Map.of("failureFactor", 7, "verifyEmail", true));
    realm.api("/authentication/flows/browser/copy").post(Map.of("newName", "other")).expect(201);
    String flow = null;
    for (JsonNode each : realm.api("/authentication/flows").get().expect(200).json()) {
      flow = each.path("alias").asText().equals("other") ? each.path("id").asText() : flow;
    }
    realm.createClient(
        "own-flow", Map.of("authenticationFlowBindingOverrides", Map.of("browser", flow)));
    realm.createClient(
        "files", Map.of("serviceAccountsEnabled", true, "authorizationServicesEnabled", true));
    String policies = "/clients/" + realm.clientUuid("files") + "/authz/resource-server";
    realm
        .api(policies + "/policy/user")
        .post(Map.of("name", "bob", "users", List.of(realm.userId("bob"))))
        .expect(201);
    realm
        .api(policies + "/resource")
        .post(Map.of("name", "shelf", "scopes", List.of(Map.of("name", "read"))))
        .expect(201);
    realm
        .api(policies + "/permission/resource")
        .post(Map.of("name", "who", "resources", List.of("shelf"), "policies", List.of("bob")))
        .expect(201);
    String acme =
        realm
            .api("/organizations")
            .post(Map.of("name", "acme", "domains", List.of(Map.of("name", "acme.test"))))
            .expect(201)
            .createdId();
    Thread.sleep(ROUNDS); // what is taken away is known

    realm.api("/identity-provider/instances/gone").delete().expect(204);
    realm.api("/clients/" + realm.clientUuid("own-flow")).delete().expect(204);
    realm.api("/authentication/flows/" + flow).delete().expect(204);
    realm.api("/clients/" + realm.clientUuid("files")).delete().expect(204);
    realm.api("/organizations/" + acme).delete().expect(204);
    Thread.sleep(ROUNDS);

    assertThat(findings(realm)).isEmpty();
  }

  @Test
  @Order(2)
  void whatIsWrittenByHandIsReportedOnceWithItsAreaAndRow() throws Exception {
    String strange = providerWithMapper(free, "corp");
    String realmId = realm.api("").get().expect(200).text("id");
    server.stop();
    try (Connection database = server.connect()) {
      for (String id : List.of(provider, strange)) {
        run(
            database,
            "update IDENTITY_PROVIDER_CONFIG set VALUE = 'https://evil.test/jwks'"
                + " where NAME = 'jwksUrl' and IDENTITY_PROVIDER_ID = ?",
            id);
      }
      run(
          database,
          "update REQUIRED_ACTION_PROVIDER set ENABLED = ? where ALIAS = 'UPDATE_PASSWORD' and"
              + " REALM_ID = ?",
          false,
          realmId);
    }
    server.restart();

    assertThat(Story.eventually(() -> findings(realm).size() == 2)).isTrue();
    Thread.sleep(ROUNDS);
    assertThat(findings(realm))
        .extracting(details -> details.path("area").asText())
        .containsExactlyInAnyOrder("identity-providers", "authentication");
    assertThat(findings(realm).toString())
        .contains("IdentityProviderEntity " + provider + " changed")
        .contains("RequiredActionProviderEntity ");
    assertThat(findings(free)).isEmpty();
    assertThat(server.log())
        .contains("area identity-providers: 1 changes of the trust base did not come through");
  }

  private static void run(Connection database, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }
}
