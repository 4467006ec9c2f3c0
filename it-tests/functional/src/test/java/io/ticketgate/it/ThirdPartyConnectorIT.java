package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A connector that was written against the SPI alone, in a JAR of its own beside ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThirdPartyConnectorIT {

  private static final String APPROVED =
      """
      type=change_request
      state=implement
      version=1
      requester=alice
      requestedFor=alice
      entitlements=role:db-admin
      approvedBy=bob, carol
      askedFor=
      justification=rotate TDE keys
      """;

  private static final String KEYS = "org.keycloak.keys.KeyProvider";

  private final Map<String, Object> wish =
      Map.of(
          "ticket", "folder:CHG-1",
          "subject", Map.of("user", "alice"),
          "entitlement", Map.of("realmRole", "db-admin"));

  @TempDir static Path folder;

  private RealmFixture realm;

  @BeforeAll
  void start() {
    realm = WideServer.shared().newRealm();
    List.of("alice", "bob", "carol").forEach(realm::createUser);
    realm.createRole("db-admin");
  }

  private static void ticket(String key, String text) throws IOException {
    Files.writeString(folder.resolve(key + ".properties"), text);
  }

  private Answer system(String name, String where) {
    return realm
        .gate("/systems")
        .post(
            Map.of("name", name, "connector", "example-folder", "config", Map.of("folder", where)));
  }

  @Test
  void grantsUnderItsTicketsAndRevokesWithThem() throws IOException {
    assertThat(system("folder", folder.toString()).status()).isEqualTo(201);
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "prod-admins",
                "protects",
                Map.of("realmRoles", List.of("db-*")),
                "tickets",
                Map.of("systems", List.of("folder"), "minApprovals", 2),
                "snapshotMaxAge",
                "PT0S"))
        .expect(201);

    assertThat(realm.gate("/bindings").post(wish).text("code")).isEqualTo("ticket_not_found");

    ticket("CHG-1", APPROVED.replace("carol", "").replace("askedFor=", "askedFor=carol"));
    assertThat(realm.gate("/bindings").post(wish).text("code")).isEqualTo("ticket_not_approved");

    ticket("CHG-1", APPROVED.replace("askedFor=\n", ""));
    Answer unread = realm.gate("/bindings").post(wish);
    assertThat(unread.status()).isEqualTo(503);
    assertThat(unread.text("detail")).contains("askedFor");

    ticket("CHG-1", APPROVED.replace("version=1", "version=2"));
    Answer granted = realm.gate("/bindings").post(wish);
    assertThat(granted.status()).as(granted.toString()).isEqualTo(201);
    assertThat(granted.json().path("approvers"))
        .extracting(JsonNode::asText)
        .containsExactly("bob", "carol");
    assertThat(realm.directRoles("alice")).contains("db-admin");

    ticket("CHG-1", APPROVED.replace("version=1", "version=3").replace("implement", "closed"));
    realm.gate("/tickets/folder/CHG-1/sync").post(Map.of()).expect(200);
    JsonNode ended = realm.gate("/bindings/" + granted.createdId()).get().expect(200).json();
    assertThat(ended.path("status").asText()).isEqualTo("REVOKED");
    assertThat(ended.path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(realm.directRoles("alice")).doesNotContain("db-admin");
  }

  @Test
  void refusesItsSettingsInItsOwnWords() {
    Answer refused = system("elsewhere", folder.resolve("missing").toString());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo("system_invalid");
    assertThat(refused.text("detail")).contains("folder must be a folder");
  }

  @Test
  void aConnectorThatForgetsEverythingKeepsItsSystemsAllTheSame() throws IOException {
    Map<String, List<String>> config = Map.of("folder", List.of(folder.toString()));
    Map<String, Object> careless = component("careless", config);
    for (String name : List.of("a b", "Careless ", "x:y")) {
      kept(realm.api("/components").post(component(name, config)), 400);
    }
    String id = realm.api("/components").post(careless).expect(201).createdId();
    kept(realm.api("/components").post(component("CARELESS", config)), 400);
    kept(realm.api("/components").post(with(careless, "parentId", id)), 400);

    realm.createUser("dora");
    realm.createRole("careless-role");
    ticket("CHG-2", APPROVED.replace("alice", "dora").replace("db-admin", "careless-role"));
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name", "careless",
                "protects", Map.of("realmRoles", List.of("careless-*")),
                "snapshotMaxAge", "PT0S"))
        .expect(201);
    Answer granted =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket", "careless:CHG-2",
                    "subject", Map.of("user", "dora"),
                    "entitlement", Map.of("realmRole", "careless-role")));
    assertThat(granted.status()).as(granted.toString()).isEqualTo(201);

    kept(realm.api("/components/" + id).put(with(careless, "name", "carefree")), 400);
    kept(realm.api("/components/" + id).put(with(careless, "parentId", "elsewhere")), 400);
    kept(
        realm
            .api("/components/" + id)
            .put(with(with(careless, "providerType", KEYS), "providerId", "rsa-generated")),
        400);
    kept(realm.api("/components/" + id).delete(), 409);

    ticket(
        "CHG-2",
        APPROVED
            .replace("alice", "dora")
            .replace("db-admin", "careless-role")
            .replace("version=1", "version=2")
            .replace("implement", "closed"));
    realm.gate("/tickets/careless/CHG-2/sync").post(Map.of()).expect(200);
    assertThat(realm.directRoles("dora")).doesNotContain("careless-role");
    realm.api("/components/" + id).delete().expect(204);
  }

  private static void kept(Answer answer, int status) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.text("errorMessage")).startsWith("system_invalid: ");
  }

  private static Map<String, Object> component(String name, Map<String, List<String>> config) {
    return Map.of(
        "name",
        name,
        "providerType",
        "io.ticketgate.spi.ItsmConnector",
        "providerId",
        "example-careless",
        "config",
        config);
  }

  private static Map<String, Object> with(Map<String, Object> component, String key, String value) {
    Map<String, Object> changed = new HashMap<>(component);
    changed.put(key, value);
    return changed;
  }
}
