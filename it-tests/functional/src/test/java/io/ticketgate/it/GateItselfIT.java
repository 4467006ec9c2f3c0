package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who could loosen the gate has what it protects: the gate's own roles and rules are guarded too.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateItselfIT {

  private static final String MANAGEMENT = "realm-management";

  private Story story;
  private RealmFixture realm;
  private String ruleId;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    ruleId = story.rule(Map.of());
    realm.grantManagement(
        realm.createUser("helpdesk"), "manage-users", "view-users", "view-clients");
    realm.grantManagement(
        realm.createUser("realmkeeper"), "manage-realm", "manage-clients", "view-realm");
    realm.grantManagement(realm.createUser("chief"), "realm-admin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ticket-gate-itsm",
        "ticket-gate-grant",
        "ticket-gate-admin",
        "ticket-gate-review",
        "ticket-gate-break-glass"
      })
  void manageUsersAloneCannotHandOutTheRolesOfTheGate(String role) {
    String helpdesk = realm.userId("helpdesk");

    Answer refused =
        realm
            .mappings(helpdesk)
            .bearer(realm.tokenOf("helpdesk"))
            .get(); // sees the mappings, so that the refusal below is not for want of a view
    assertThat(refused.status()).isEqualTo(200);
    String clientUuid = realm.clientUuid(MANAGEMENT);
    JsonNode found =
        realm.api("/clients/" + clientUuid + "/roles/" + role).get().expect(200).json();
    Answer taken =
        realm
            .api("/users/" + helpdesk + "/role-mappings/clients/" + clientUuid)
            .bearer(realm.tokenOf("helpdesk"))
            .post(List.of(found));

    assertThat(taken.status()).isEqualTo(403);
    assertThat(realm.effectiveClientRoles("helpdesk", MANAGEMENT)).doesNotContain(role);
  }

  @Test
  void manageUsersAloneCannotHandThemOutThroughAGroup() {
    String token = realm.tokenOf("helpdesk");
    String group =
        realm
            .api("/groups")
            .bearer(token)
            .post(Map.of("name", "itsm-friends"))
            .expect(201)
            .createdId();
    String clientUuid = realm.clientUuid(MANAGEMENT);
    JsonNode role =
        realm.api("/clients/" + clientUuid + "/roles/ticket-gate-itsm").get().expect(200).json();

    Answer mapped =
        realm
            .api("/groups/" + group + "/role-mappings/clients/" + clientUuid)
            .bearer(token)
            .post(List.of(role));

    assertThat(mapped.status()).isEqualTo(403);
    assertThat(mapped.text("error")).isEqualTo("not_permitted");
  }

  @Test
  void whoHoldsARoleOfTheGateCanHandItOut() {
    String user = realm.createUser("newcomer");
    String clientUuid = realm.clientUuid(MANAGEMENT);
    JsonNode role =
        realm.api("/clients/" + clientUuid + "/roles/ticket-gate-view").get().expect(200).json();

    Answer mapped =
        realm
            .api("/users/" + user + "/role-mappings/clients/" + clientUuid)
            .bearer(realm.tokenOf("chief"))
            .post(List.of(role));

    assertThat(mapped.status()).isEqualTo(204);
  }

  @Test
  void anAdministratorOfTheMasterRealmHandsThemOutInAnyRealm() {
    String user = realm.createUser("pusher");

    realm.grantManagement(user, "ticket-gate-itsm");

    assertThat(realm.effectiveClientRoles("pusher", MANAGEMENT)).contains("ticket-gate-itsm");
  }

  @Test
  void manageRealmAloneCannotLoosenARuleThroughTheComponents() {
    String token = realm.tokenOf("realmkeeper");
    ObjectNode rule = (ObjectNode) realm.api("/components/" + ruleId).get().expect(200).json();
    ((ObjectNode) rule.path("config")).putArray("mode").add("off");

    Answer loosened = realm.api("/components/" + ruleId).bearer(token).put(rule);
    Answer deleted = realm.api("/components/" + ruleId).bearer(token).delete();

    assertThat(loosened.status()).isEqualTo(403);
    assertThat(loosened.text("error")).isEqualTo("not_permitted");
    assertThat(deleted.status()).isEqualTo(403);
    assertThat(realm.gate("/rules/" + ruleId).get().text("mode")).isEqualTo("enforce");
  }

  @Test
  void manageRealmAloneCannotAddASystemOfItsOwn() {
    Answer added =
        realm
            .api("/components")
            .bearer(realm.tokenOf("realmkeeper"))
            .post(
                Map.of(
                    "name", "mine",
                    "providerId", "push",
                    "providerType", "io.ticketgate.spi.ItsmConnector"));

    assertThat(added.status()).isEqualTo(403);
    assertThat(realm.gate("/systems").get().json())
        .extracting(system -> system.path("name").asText())
        .doesNotContain("mine");
  }

  @Test
  void aRealmAdministratorHoldsTheRolesOfTheGate() {
    String token = realm.tokenOf("chief");

    Answer made =
        realm
            .gate("/rules")
            .bearer(token)
            .post(Map.of("name", "chiefs", "protects", Map.of("realmRoles", List.of("chief-*"))));

    assertThat(made.status()).isEqualTo(201);
    assertThat(realm.gate("/rules/" + made.createdId()).bearer(token).delete().status())
        .isEqualTo(204);
  }

  @Test
  void aDirectorySettingOfTheRealmIsNoneOfTheGatesBusiness() {
    Answer saved =
        realm.api("").bearer(realm.tokenOf("realmkeeper")).put(Map.of("displayName", "Renamed"));

    assertThat(saved.status()).isEqualTo(204);
  }

  @Test
  void whatContainsTheGatesRolesIsGivenByTheirHoldersOnly() {
    Map<String, Object> climber =
        Map.of(
            "username",
            "climber",
            "enabled",
            true,
            "clientRoles",
            Map.of(MANAGEMENT, List.of("realm-admin")));

    Answer refused =
        realm
            .api("/partialImport")
            .bearer(realm.tokenOf("realmkeeper"))
            .post(Map.of("ifResourceExists", "FAIL", "users", List.of(climber)));

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.body()).contains("not_permitted", "ticket-gate-admin");
    assertThat(realm.api("/users?username=climber").get().expect(200).json()).isEmpty();
  }

  @Test
  void withoutAnEnforcedRuleTheyAreGivenAsInStockKeycloak() {
    try (RealmFixture other = realm.server().newRealm()) {
      other.grantManagement(other.createUser("keeper"), "manage-users");
      String member = other.createUser("member");
      String group =
          other.api("/groups").post(Map.of("name", "administrators")).expect(201).createdId();
      String management = other.clientUuid(MANAGEMENT);
      other
          .api("/groups/" + group + "/role-mappings/clients/" + management)
          .post(
              List.of(
                  other
                      .api("/clients/" + management + "/roles/realm-admin")
                      .get()
                      .expect(200)
                      .json()))
          .expect(204);

      Answer joined =
          other
              .api("/users/" + member + "/groups/" + group)
              .bearer(other.tokenOf("keeper"))
              .put(Map.of());

      assertThat(joined.status()).as(joined.toString()).isEqualTo(204);
    }
  }

  @Test
  void aSigningKeyIsBroughtAlongOnlyByWhoAdministersTheGate() throws Exception {
    java.security.KeyPairGenerator generator = java.security.KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + java.util.Base64.getMimeEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----";
    Map<String, Object> key =
        Map.of(
            "name", "mine",
            "providerId", "rsa",
            "providerType", "org.keycloak.keys.KeyProvider",
            "config",
                Map.of(
                    "privateKey", List.of(pem),
                    "priority", List.of("200"),
                    "active", List.of("true"),
                    "enabled", List.of("true"),
                    "algorithm", List.of("RS256")));
    Map<String, Object> generated = new HashMap<>(key);
    // It does not generate what it is given.
    generated.put("providerId", "rsa-generated");
    Map<String, Object> fallback = new HashMap<>(generated);
    fallback.put("name", "fallback-RS256");

    for (Map<String, Object> each : List.of(key, generated, fallback)) {
      Answer refused = realm.api("/components").bearer(realm.tokenOf("realmkeeper")).post(each);

      assertThat(refused.status()).as("%s", each).isEqualTo(403);
      assertThat(refused.text("error")).isEqualTo("trust_base_guarded");
      assertThat(realm.api("/components?name=" + each.get("name")).get().expect(200).json())
          .isEmpty();
    }

    // Who administers the gate may, and so it was not for want of a good key.
    String id =
        realm.api("/components").bearer(realm.tokenOf("chief")).post(key).expect(201).createdId();
    Answer kept = realm.api("/components/" + id).bearer(realm.tokenOf("realmkeeper")).delete();
    assertThat(kept.status()).isEqualTo(403);
    realm.api("/components/" + id).bearer(realm.tokenOf("chief")).delete().expect(204);
  }

  @Test
  void aRoleThatSomebodyHoldsDoesNotTakeTheNameOfOneOfTheGate() {
    // In a realm of its own, since a role of the gate is deleted.
    try (RealmFixture other = realm.server().newRealm()) {
      other.grantManagement(
          other.createUser("keeper"), "manage-realm", "manage-clients", "view-clients");
      String roles = "/clients/" + other.clientUuid(MANAGEMENT) + "/roles/";
      String token = other.tokenOf("keeper");

      Answer away =
          other.api(roles + "ticket-gate-itsm").bearer(token).put(Map.of("name", "not-itsm"));
      // Keycloak 26.7 refuses all of this by itself, 26.4 and 26.5 leave it to the gate.
      assertThat(away.status()).isEqualTo(403);

      // So that its name is free; Keycloak 26.7 does not let even its own administrator do that.
      other.api(roles + "ticket-gate-itsm").delete();
      Answer taken =
          other.api(roles + "view-clients").bearer(token).put(Map.of("name", "ticket-gate-itsm"));
      assertThat(taken.status()).isEqualTo(403);
      assertThat(other.effectiveClientRoles("keeper", MANAGEMENT))
          .doesNotContain("ticket-gate-itsm");
    }
  }
}
