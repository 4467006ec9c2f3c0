package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What it takes beside a role of the gate: Keycloak's permission, a rule, the right realm. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrantPermissionsIT {

  private Callers callers;
  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    callers = new Callers(fixture);
    story = callers.story;
    realm = fixture;
  }

  @AfterAll
  void removeTheOtherRealm() {
    callers.close();
  }

  @Test
  void grantingNeedsKeycloaksOwnPermissionToo() {
    Map<String, Object> request = callers.request();

    Answer refused = realm.gate("/bindings").bearer(callers.token("grant")).post(request);

    Callers.assertNotPermitted(refused);
    assertThat(refused.text("detail")).contains("manage-users");
    assertThat(realm.gate("/bindings?ticket=" + request.get("ticket")).get().json()).isEmpty();
    realm.gate("/bindings").bearer(callers.token("grant and map")).post(request).expect(201);
  }

  @Test
  void theItsmGrantsAloneWhereProvisioningIsAutomatic() {
    Map<String, Object> request = callers.request(Callers.AUTOMATIC_ROLE);
    JsonNode binding =
        realm.gate("/bindings").bearer(callers.token("itsm")).post(request).expect(201).json();
    assertThat(binding.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(binding.path("grantedBy").asText()).isEqualTo("may-itsm");
    assertThat(realm.directRoles(binding.path("subject").path("user").asText()))
        .contains(Callers.AUTOMATIC_ROLE);

    String waiting = callers.authorised(Callers.AUTOMATIC_ROLE);
    realm
        .gate("/bindings/" + waiting + "/activate")
        .bearer(callers.token("itsm"))
        .post()
        .expect(200);
  }

  @Test
  void theItsmGrantsNothingThatAManualRuleProtectsToo() {
    Callers.assertNotPermitted(
        realm.gate("/bindings").bearer(callers.token("itsm")).post(callers.request("both-admin")));
    Callers.assertNotPermitted(
        realm
            .gate("/bindings/" + callers.authorised("both-admin") + "/activate")
            .bearer(callers.token("itsm"))
            .post());
  }

  @Test
  void theItsmGrantsNothingThatNoRuleProtects() {
    realm.createRole("free");
    Callers.assertNotPermitted(
        realm.gate("/bindings").bearer(callers.token("itsm")).post(callers.request("free")));
  }

  @Test
  void nobodyGrantsARoleThatKeycloakKeepsFromThem() {
    String management = realm.clientUuid("realm-management");
    String rule =
        realm
            .gate("/rules")
            .post(
                Map.of(
                    "name",
                    "management",
                    "protects",
                    Map.of("clientRoles", List.of("realm-management/realm-admin"))))
            .expect(201)
            .createdId();
    String alice = story.newUser();
    Map<String, Object> entitlement =
        Map.of("clientRole", Map.of("client", "realm-management", "role", "realm-admin"));
    Pushed ticket = story.ticketFor(alice).with("entitlements", List.of(entitlement)).push();
    Map<String, Object> request = story.request(ticket, alice, Map.of("entitlement", entitlement));

    Callers.assertNotPermitted(
        realm.gate("/bindings").bearer(callers.token("grant and map")).post(request));

    assertThat(
            realm
                .api("/users/" + realm.userId(alice) + "/role-mappings/clients/" + management)
                .get()
                .json())
        .isEmpty();
    realm.gate("/rules/" + rule).delete().expect(204);
  }

  @Test
  void aClientThatMayNotUseTheRoleDoesNotLendIt() {
    realm.createClient(
        "narrow", Map.of("directAccessGrantsEnabled", true, "fullScopeAllowed", false));
    String token =
        realm.server().admin().tokenFor(realm.name(), "narrow", "may-admin", RealmFixture.PASSWORD);
    Callers.assertNotPermitted(realm.gate("/rules").bearer(token).get());
  }

  @Test
  void aServiceAccountWithTheRoleIsAnItsm() {
    realm.createClient("itsm-bridge");
    realm.grantManagement(realm.serviceAccountUserId("itsm-bridge"), "ticket-gate-itsm");
    Pushed ticket = story.ticketFor(story.newUser());
    assertThat(ticket.send("1", realm.serviceAccountToken("itsm-bridge")).status()).isEqualTo(201);
  }

  @Test
  void aRoleThatIsTakenAwayIsGoneAtOnce() {
    String id = realm.createUser("leaver");
    realm.grantManagement(id, "ticket-gate-view");
    String token = realm.tokenOf("leaver");
    realm.gate("/rules").bearer(token).get().expect(200);
    String management = realm.clientUuid("realm-management");
    JsonNode role =
        realm.api("/clients/" + management + "/roles/ticket-gate-view").get().expect(200).json();
    realm
        .api("/users/" + id + "/role-mappings/clients/" + management)
        .delete(List.of(role))
        .expect(204);
    Callers.assertNotPermitted(realm.gate("/rules").bearer(token).get());
  }

  @Test
  void keycloaksFineGrainedPermissionsCountToo() {
    try (RealmFixture fine = realm.server().newRealm(Map.of("adminPermissionsEnabled", true))) {
      Story told = new Story(fine);
      told.rule(Map.of());
      String delegate = fine.createUser("delegate");
      fine.grantManagement(delegate, "ticket-gate-grant");
      String alice = told.newUser();
      Pushed ticket = told.ticketFor(alice).push();
      Map<String, Object> request = told.request(ticket, alice, Map.of());
      String token = fine.tokenOf("delegate");
      Callers.assertNotPermitted(fine.gate("/bindings").bearer(token).post(request));

      String authz = "/clients/" + fine.clientUuid("admin-permissions") + "/authz/resource-server";
      fine.api(authz + "/policy/user")
          .post(Map.of("name", "delegate", "users", List.of(delegate)))
          .expect(201);
      permit(fine, authz, "Users", "map-roles");
      Callers.assertNotPermitted(fine.gate("/bindings").bearer(token).post(request));
      permit(fine, authz, "Roles", "map-role");

      fine.gate("/bindings").bearer(token).post(request).expect(201);
      assertThat(fine.directRoles(alice)).contains(Story.ROLE);
    }
  }

  private static void permit(RealmFixture realm, String authz, String type, String scope) {
    realm
        .api(authz + "/permission/scope")
        .post(
            Map.of(
                "name",
                type,
                "resourceType",
                type,
                "scopes",
                List.of(scope),
                "policies",
                List.of("delegate")))
        .expect(201);
  }

  @Test
  void anAdministratorOfMasterHasTheRolesOfTheRealmTheyWereGiven() {
    String name = "auditor-of-" + realm.name();
    Http.Call users = realm.server().admin().to("/admin/realms/master/users");
    String id =
        users
            .post(
                Map.of(
                    "username",
                    name,
                    "enabled",
                    true,
                    "firstName",
                    name,
                    "lastName",
                    "Test",
                    "email",
                    name + "@example.test",
                    "credentials",
                    List.of(Map.of("type", "password", "value", RealmFixture.PASSWORD))))
            .expect(201)
            .createdId();
    String master = "/admin/realms/master";
    String client =
        realm
            .server()
            .admin()
            .to(master + "/clients?clientId=" + realm.name() + "-realm")
            .get()
            .json()
            .path(0)
            .path("id")
            .asText();
    JsonNode role =
        realm
            .server()
            .admin()
            .to(master + "/clients/" + client + "/roles/ticket-gate-view")
            .get()
            .expect(200)
            .json();
    realm
        .server()
        .admin()
        .to(master + "/users/" + id + "/role-mappings/clients/" + client)
        .post(List.of(role))
        .expect(204);
    try {
      String token =
          realm.server().admin().tokenFor("master", "admin-cli", name, RealmFixture.PASSWORD);
      Callers.assertAllowed(realm.gate("/rules").bearer(token).get());
      Callers.assertNotPermitted(
          realm
              .gate("/rules")
              .bearer(token)
              .post(Map.of("name", "unused", "protects", Map.of("realmRoles", List.of("unused")))));
      Callers.assertNotPermitted(callers.foreign.gate("/rules").bearer(token).get());
      Callers.assertNotPermitted(
          realm.server().http().to(master + "/ticket-gate/rules").bearer(token).get());
    } finally {
      realm.server().admin().to(master + "/users/" + id).delete().expect(204);
    }
  }

  @Test
  void whatIsOfOneRealmIsUnknownInAnother() {
    String binding = callers.active();
    Pushed ticket = callers.ticket();
    String token = callers.token("stranger");
    for (String path : List.of("/bindings/" + binding, "/bindings/" + binding + "/history")) {
      assertUnknown(callers.foreign.gate(path).bearer(token).get());
    }
    for (String step : List.of("/activate", "/revoke", "/suspend", "/resume")) {
      assertUnknown(callers.foreign.gate("/bindings/" + binding + step).bearer(token).post());
    }
    callers
        .foreign
        .gate("/systems")
        .bearer(token)
        .post(Map.of("name", Story.SYSTEM, "connector", "push"))
        .expect(201);
    assertUnknown(callers.foreign.gate("/tickets/demo/" + ticket.key).bearer(token).get());
    assertThat(callers.foreign.gate("/bindings").bearer(token).get().expect(200).json()).isEmpty();
    assertThat(story.binding(binding).path("status").asText()).isEqualTo("ACTIVE");
  }

  private static void assertUnknown(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }
}
