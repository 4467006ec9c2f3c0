package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may call what: nobody, too little, just enough, another realm. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PermissionsIT {

  private static final Set<String> EVERY_ROLE =
      Set.of("view", "grant", "review", "admin", "itsm", "break-glass");
  private static final Set<String> READERS = Set.of("view", "grant", "review", "admin");

  private static final String AUTOMATIC_ROLE = "auto-admin";

  private Story story;
  private RealmFixture realm;
  private RealmFixture foreign;
  private int made;

  /** User names, by what they may do; each has no other role. */
  private final Map<String, String> tokens = new LinkedHashMap<>();

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    // The tokens are taken once, for all tests of this class.
    realm.update(Map.of("accessTokenLifespan", 3600, "ssoSessionMaxLifespan", 36000));
    story = new Story(fixture);
    story.rule(Map.of("protects", Map.of("realmRoles", List.of("db-*", "both-*"))));
    realm.createRole(AUTOMATIC_ROLE);
    realm.createRole("both-admin");
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name", "automatic",
                "protects", Map.of("realmRoles", List.of("auto-*", "both-*")),
                "provisioning", "automatic"))
        .expect(201);

    realm.createUser("nobody");
    tokens.put("nobody", realm.tokenOf("nobody"));
    for (String role : EVERY_ROLE) {
      String id = realm.createUser("may-" + role);
      realm.grantManagement(id, "ticket-gate-" + role);
      tokens.put(role, realm.tokenOf("may-" + role));
    }
    realm.grantManagement(realm.createUser("mapper"), "ticket-gate-grant", "manage-users");
    tokens.put("grant and map", realm.tokenOf("mapper"));
    realm.grantManagement(realm.createUser("manager"), "manage-users", "manage-realm");
    tokens.put("manage-users and manage-realm", realm.tokenOf("manager"));
    realm.grantManagement(realm.createUser("realm-administrator"), "realm-admin");
    tokens.put("realm-admin", realm.tokenOf("realm-administrator"));

    foreign = realm.server().newRealm();
    foreign.update(Map.of("accessTokenLifespan", 3600, "ssoSessionMaxLifespan", 36000));
    foreign.grantManagement(foreign.createUser("stranger"), "realm-admin");
    tokens.put("stranger", foreign.tokenOf("stranger"));
  }

  @AfterAll
  void removeTheOtherRealm() {
    foreign.close();
  }

  /** A request that succeeds if the caller may make it. */
  private record Prepared(String path, Object body) {}

  /**
   * An operation of the resource.
   *
   * @param path as in the OpenAPI document, below the base path
   * @param roles which ticket-gate role alone suffices
   * @param granting whether Keycloak's own permission to map the role is needed too
   */
  private record Operation(
      String method,
      String path,
      Set<String> roles,
      boolean granting,
      Function<PermissionsIT, Prepared> request) {

    String name() {
      return method + " " + path;
    }
  }

  private static Operation op(
      String method, String path, Set<String> roles, Function<PermissionsIT, Prepared> request) {
    return new Operation(method, path, roles, false, request);
  }

  private static Operation grant(
      String method, String path, Function<PermissionsIT, Prepared> request) {
    return new Operation(method, path, Set.of("grant"), true, request);
  }

  private static Function<PermissionsIT, Prepared> at(String path) {
    return it -> new Prepared(path, null);
  }

  private static List<Operation> operations() {
    return List.of(
        op("GET", "/", READERS, at("")),
        op("GET", "/bindings", READERS, at("/bindings")),
        grant("POST", "/bindings", it -> new Prepared("/bindings", it.request())),
        op("GET", "/bindings/{id}", READERS, it -> new Prepared("/bindings/" + it.active(), null)),
        op(
            "GET",
            "/bindings/{id}/history",
            READERS,
            it -> new Prepared("/bindings/" + it.active() + "/history", null)),
        grant(
            "POST",
            "/bindings/{id}/activate",
            it -> new Prepared("/bindings/" + it.authorised() + "/activate", null)),
        op(
            "POST",
            "/bindings/{id}/revoke",
            Set.of("grant", "admin", "itsm"),
            it -> new Prepared("/bindings/" + it.active() + "/revoke", Map.of("reason", "x"))),
        op(
            "POST",
            "/bindings/{id}/suspend",
            Set.of("grant", "admin", "itsm"),
            it -> new Prepared("/bindings/" + it.active() + "/suspend", Map.of("reason", "x"))),
        grant(
            "POST",
            "/bindings/{id}/resume",
            it -> new Prepared("/bindings/" + it.suspended() + "/resume", null)),
        op("GET", "/coverage", READERS, it -> new Prepared("/coverage", null)),
        op("POST", "/evaluations", READERS, it -> new Prepared("/evaluations", it.request())),
        op(
            "GET",
            "/tickets/{system}/{key}",
            Set.of("view", "grant", "review", "admin", "itsm"),
            it -> new Prepared("/tickets/demo/" + it.ticket().key, null)),
        op(
            "PUT",
            "/tickets/{system}/{key}",
            Set.of("admin", "itsm"),
            it -> {
              Pushed ticket = it.ticket();
              return new Prepared(
                  "/tickets/demo/" + ticket.key, ticket.with("version", "2").json());
            }),
        op(
            "POST",
            "/tickets/{system}/{key}/sync",
            Set.of("admin", "itsm", "grant"),
            it -> new Prepared("/tickets/demo/" + it.ticket().key + "/sync", null)),
        op("GET", "/rules", READERS, at("/rules")),
        op("POST", "/rules", Set.of("admin"), it -> new Prepared("/rules", it.rule())),
        op("GET", "/rules/{id}", READERS, it -> new Prepared("/rules/" + it.newRule(), null)),
        op(
            "PUT",
            "/rules/{id}",
            Set.of("admin"),
            it -> new Prepared("/rules/" + it.newRule(), it.rule())),
        op(
            "DELETE",
            "/rules/{id}",
            Set.of("admin"),
            it -> new Prepared("/rules/" + it.newRule(), null)),
        op("GET", "/systems", READERS, at("/systems")),
        op("POST", "/systems", Set.of("admin"), it -> new Prepared("/systems", it.system())),
        op("GET", "/systems/{id}", READERS, it -> new Prepared("/systems/" + it.newSystem(), null)),
        op(
            "PUT",
            "/systems/{id}",
            Set.of("admin"),
            it -> new Prepared("/systems/" + it.newSystem(), Map.of("config", Map.of()))),
        op(
            "DELETE",
            "/systems/{id}",
            Set.of("admin"),
            it -> new Prepared("/systems/" + it.newSystem(), null)),
        op(
            "POST",
            "/systems/{id}/test",
            Set.of("admin"),
            it -> new Prepared("/systems/" + it.newSystem() + "/test", null)));
  }

  // What the requests are about

  private Pushed ticket() {
    return story.ticketFor(story.newUser()).push();
  }

  private Map<String, Object> request() {
    return request(Story.ROLE);
  }

  private Map<String, Object> request(String role) {
    String alice = story.newUser();
    Pushed ticket =
        story.ticketFor(alice).with("entitlements", List.of(Map.of("realmRole", role))).push();
    return story.request(ticket, alice, Map.of("entitlement", Map.of("realmRole", role)));
  }

  private String active() {
    return realm.gate("/bindings").post(request()).expect(201).createdId();
  }

  private String suspended() {
    String id = active();
    realm.gate("/bindings/" + id + "/suspend").post().expect(200);
    return id;
  }

  private String authorised() {
    return authorised(Story.ROLE);
  }

  private String authorised(String role) {
    Map<String, Object> request = request(role);
    request.put("activate", false);
    return realm.gate("/bindings").post(request).expect(201).createdId();
  }

  private Map<String, Object> rule() {
    return Map.of(
        "name", "rule-" + ++made, "protects", Map.of("realmRoles", List.of("unused-" + made)));
  }

  private String newRule() {
    return realm.gate("/rules").post(rule()).expect(201).createdId();
  }

  private Map<String, Object> system() {
    return Map.of("name", "system-" + ++made, "connector", "push");
  }

  private String newSystem() {
    return realm.gate("/systems").post(system()).expect(201).createdId();
  }

  // The table

  @TestFactory
  List<DynamicTest> eachOperationTakesWhoMayAndNobodyElse() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Operation operation : operations()) {
      tests.add(dynamicTest(operation.name() + ": no token", () -> anonymous(operation)));
      tests.add(dynamicTest(operation.name() + ": nonsense", () -> nonsense(operation)));
      tests.add(dynamicTest(operation.name() + ": another realm", () -> stranger(operation)));
      tests.add(refusal(operation, "nobody"));
      tests.add(refusal(operation, "manage-users and manage-realm"));
      for (String role : EVERY_ROLE) {
        boolean suffices = operation.roles().contains(role) && !operation.granting();
        tests.add(suffices ? success(operation, role) : refusal(operation, role));
      }
      if (operation.granting()) {
        tests.add(success(operation, "grant and map"));
      }
      tests.add(success(operation, "realm-admin"));
      tests.add(dynamicTest(operation.name() + ": master", () -> master(operation)));
    }
    return tests;
  }

  private Answer send(Operation operation, String token) {
    Prepared prepared = operation.request().apply(this);
    return realm.gate(prepared.path()).bearer(token).send(operation.method(), prepared.body());
  }

  private void anonymous(Operation operation) {
    Prepared prepared = operation.request().apply(this);
    Http.Call call = realm.gate(prepared.path()).anonymous();
    assertThat(call.send(operation.method(), prepared.body()).status()).isEqualTo(401);
  }

  private void nonsense(Operation operation) {
    assertThat(send(operation, "nonsense").status()).isEqualTo(401);
  }

  /** An administrator of another realm, who has every role there. */
  private void stranger(Operation operation) {
    Answer answer = send(operation, tokens.get("stranger"));
    assertThat(answer.status()).as(answer.toString()).isIn(403, 404);
    assertThat(answer.body()).doesNotContain("alice", "demo:");
  }

  private void master(Operation operation) {
    assertAllowed(send(operation, realm.server().admin().adminToken()));
  }

  private DynamicTest success(Operation operation, String who) {
    return dynamicTest(
        operation.name() + ": " + who + " may",
        () -> assertAllowed(send(operation, tokens.get(who))));
  }

  private DynamicTest refusal(Operation operation, String who) {
    return dynamicTest(
        operation.name() + ": " + who + " may not",
        () -> {
          assertNotPermitted(send(operation, tokens.get(who)));
          // Where a rule may let the ITSM in, it has to be told what is wrong with its request.
          if (!operation.roles().contains(who) && !(operation.granting() && who.equals("itsm"))) {
            assertNothingIsTold(operation, who);
          }
        });
  }

  /** Whether something exists, and what is wrong with a body, is told only to who may ask. */
  private void assertNothingIsTold(Operation operation, String who) {
    String path =
        operation.path().replace("{id}", "x").replace("{system}", "-").replace("{key}", "-");
    Answer answer =
        realm
            .gate(path.equals("/") ? "" : path)
            .bearer(tokens.get(who))
            .send(operation.method(), operation.method().equals("GET") ? null : "nonsense");
    assertNotPermitted(answer);
  }

  private static void assertAllowed(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isIn(200, 201, 204);
  }

  private static void assertNotPermitted(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.text("code")).isEqualTo("not_permitted");
    assertThat(answer.text("detail")).endsWith(".");
    assertThat(answer.body()).doesNotContain("alice", "demo:");
  }

  @Test
  void theTableHasARowForEachOperation() throws java.io.IOException {
    Set<String> documented = new TreeSet<>();
    String path = "";
    for (String line :
        java.nio.file.Files.readAllLines(java.nio.file.Path.of("../../docs/openapi.yaml"))) {
      if (line.matches("  /\\S*:")) {
        path = line.strip().replaceFirst(":$", "");
        path = path.substring(path.indexOf("/ticket-gate") + "/ticket-gate".length());
        path = path.isEmpty() ? "/" : path;
      } else if (line.matches("    (get|put|post|delete|patch):")) {
        documented.add(
            line.strip().replace(":", "").toUpperCase(java.util.Locale.ROOT) + " " + path);
      }
    }
    assertThat(operations())
        .extracting(Operation::name)
        .containsExactlyInAnyOrderElementsOf(documented);
  }

  // Granting

  @Test
  void grantingNeedsKeycloaksOwnPermissionToo() {
    Map<String, Object> request = request();

    Answer refused = realm.gate("/bindings").bearer(tokens.get("grant")).post(request);

    assertNotPermitted(refused);
    assertThat(refused.text("detail")).contains("manage-users");
    assertThat(realm.gate("/bindings?ticket=" + request.get("ticket")).get().json()).isEmpty();
    realm.gate("/bindings").bearer(tokens.get("grant and map")).post(request).expect(201);
  }

  @Test
  void theItsmGrantsAloneWhereProvisioningIsAutomatic() {
    Map<String, Object> request = request(AUTOMATIC_ROLE);
    JsonNode binding =
        realm.gate("/bindings").bearer(tokens.get("itsm")).post(request).expect(201).json();
    assertThat(binding.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(binding.path("grantedBy").asText()).isEqualTo("may-itsm");
    assertThat(realm.directRoles(binding.path("subject").path("user").asText()))
        .contains(AUTOMATIC_ROLE);

    String waiting = authorised(AUTOMATIC_ROLE);
    realm.gate("/bindings/" + waiting + "/activate").bearer(tokens.get("itsm")).post().expect(200);
  }

  @Test
  void theItsmGrantsNothingThatAManualRuleProtectsToo() {
    assertNotPermitted(
        realm.gate("/bindings").bearer(tokens.get("itsm")).post(request("both-admin")));
    assertNotPermitted(
        realm
            .gate("/bindings/" + authorised("both-admin") + "/activate")
            .bearer(tokens.get("itsm"))
            .post());
  }

  @Test
  void theItsmGrantsNothingThatNoRuleProtects() {
    realm.createRole("free");
    assertNotPermitted(realm.gate("/bindings").bearer(tokens.get("itsm")).post(request("free")));
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

    assertNotPermitted(realm.gate("/bindings").bearer(tokens.get("grant and map")).post(request));

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
    assertNotPermitted(realm.gate("/rules").bearer(token).get());
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
    assertNotPermitted(realm.gate("/rules").bearer(token).get());
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
      assertNotPermitted(fine.gate("/bindings").bearer(token).post(request));

      String authz = "/clients/" + fine.clientUuid("admin-permissions") + "/authz/resource-server";
      fine.api(authz + "/policy/user")
          .post(Map.of("name", "delegate", "users", List.of(delegate)))
          .expect(201);
      permit(fine, authz, "Users", "map-roles");
      assertNotPermitted(fine.gate("/bindings").bearer(token).post(request));
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

  // Other realms

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
      assertAllowed(realm.gate("/rules").bearer(token).get());
      assertNotPermitted(realm.gate("/rules").bearer(token).post(rule()));
      assertNotPermitted(foreign.gate("/rules").bearer(token).get());
      assertNotPermitted(
          realm.server().http().to(master + "/ticket-gate/rules").bearer(token).get());
    } finally {
      realm.server().admin().to(master + "/users/" + id).delete().expect(204);
    }
  }

  @Test
  void whatIsOfOneRealmIsUnknownInAnother() {
    String binding = active();
    Pushed ticket = ticket();
    String token = tokens.get("stranger");
    for (String path : List.of("/bindings/" + binding, "/bindings/" + binding + "/history")) {
      assertUnknown(foreign.gate(path).bearer(token).get());
    }
    for (String step : List.of("/activate", "/revoke", "/suspend", "/resume")) {
      assertUnknown(foreign.gate("/bindings/" + binding + step).bearer(token).post());
    }
    foreign
        .gate("/systems")
        .bearer(token)
        .post(Map.of("name", Story.SYSTEM, "connector", "push"))
        .expect(201);
    assertUnknown(foreign.gate("/tickets/demo/" + ticket.key).bearer(token).get());
    assertThat(foreign.gate("/bindings").bearer(token).get().expect(200).json()).isEmpty();
    assertThat(story.binding(binding).path("status").asText()).isEqualTo("ACTIVE");
  }

  private static void assertUnknown(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }
}
