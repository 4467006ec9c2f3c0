package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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

/** The ITSM's client has its role of the gate by a composite role or group, which others manage. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SilencedItsmIT {

  private static final String MANAGEMENT = "realm-management";
  private static final String ITSM = "ticket-gate-itsm";

  private RealmFixture realm;
  private String keeper;
  private int made;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    new Story(fixture).rule(Map.of());
    realm.grantManagement(
        realm.createUser("keeper"),
        "manage-clients",
        "view-clients",
        "manage-users",
        "view-users",
        "query-groups",
        "manage-realm",
        "view-realm");
    realm.grantManagement(realm.createUser("chief"), "realm-admin");
    keeper = realm.tokenOf("keeper");
  }

  /** A client whose account has nothing of the gate itself. */
  private String newClient() {
    made++;
    return realm
        .api("/clients")
        .post(
            Map.of(
                "clientId",
                "itsm-" + made,
                "secret",
                "secret",
                "serviceAccountsEnabled",
                true,
                "publicClient",
                false))
        .expect(201)
        .createdId();
  }

  private String account(String client) {
    return realm.api("/clients/" + client + "/service-account-user").get().expect(200).text("id");
  }

  private JsonNode ofGate() {
    return realm
        .api("/clients/" + realm.clientUuid(MANAGEMENT) + "/roles/" + ITSM)
        .get()
        .expect(200)
        .json();
  }

  private JsonNode newRole(String roles, String name) {
    realm.api(roles).post(Map.of("name", name)).expect(201);
    JsonNode role = realm.api(roles + "/" + name).get().expect(200).json();
    realm
        .api("/roles-by-id/" + role.path("id").asText() + "/composites")
        .post(List.of(ofGate()))
        .expect(204);
    return role;
  }

  /** By a composite role of the client itself. */
  private JsonNode byOwnRole(String client) {
    JsonNode role = newRole("/clients/" + client + "/roles", "acts");
    realm
        .api("/users/" + account(client) + "/role-mappings/clients/" + client)
        .post(List.of(role))
        .expect(204);
    acts(client);
    return role;
  }

  private JsonNode byRealmRole(String client) {
    JsonNode role = newRole("/roles", "acts-" + made);
    realm.api("/users/" + account(client) + "/role-mappings/realm").post(List.of(role)).expect(204);
    acts(client);
    return role;
  }

  private String byGroup(String client) {
    String group =
        realm.api("/groups").post(Map.of("name", "acting-" + made)).expect(201).createdId();
    realm
        .api("/groups/" + group + "/role-mappings/clients/" + realm.clientUuid(MANAGEMENT))
        .post(List.of(ofGate()))
        .expect(204);
    realm.api("/users/" + account(client) + "/groups/" + group).put(Map.of()).expect(204);
    acts(client);
    return group;
  }

  private boolean doesAct(String client) {
    return realm
        .api(
            "/users/"
                + account(client)
                + "/role-mappings/clients/"
                + realm.clientUuid(MANAGEMENT)
                + "/composite")
        .get()
        .expect(200)
        .body()
        .contains(ITSM);
  }

  private void acts(String client) {
    assertThat(doesAct(client)).isTrue();
  }

  private void isRefused(Answer answer, String client) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    assertThat(answer.body()).contains("not_permitted");
    acts(client);
  }

  @Test
  void aClientThatActsByARoleOfItsOwnIsDeletedByAnEqualOnly() {
    String client = newClient();
    byOwnRole(client);

    isRefused(realm.api("/clients/" + client).bearer(keeper).delete(), client);

    realm.api("/clients/" + client).bearer(realm.tokenOf("chief")).delete().expect(204);
  }

  @Test
  void norIsItReplacedByAPartialImport() {
    String client = newClient();
    byOwnRole(client);
    Map<String, Object> again = new HashMap<>();
    again.put("clientId", "itsm-" + made);

    isRefused(
        realm
            .api("/partialImport")
            .bearer(keeper)
            .post(Map.of("ifResourceExists", "OVERWRITE", "clients", List.of(again))),
        client);
  }

  @Test
  void theRoleByWhichItActsIsDeletedByAnEqualOnly() {
    String client = newClient();
    byOwnRole(client);
    isRefused(realm.api("/clients/" + client + "/roles/acts").bearer(keeper).delete(), client);
    isRefused(
        realm
            .api("/partialImport")
            .bearer(keeper)
            .post(
                Map.of(
                    "ifResourceExists",
                    "OVERWRITE",
                    "roles",
                    Map.of("client", Map.of("itsm-" + made, List.of(Map.of("name", "acts")))))),
        client);
    realm
        .api("/clients/" + client + "/roles/acts")
        .bearer(realm.tokenOf("chief"))
        .delete()
        .expect(204);

    String other = newClient();
    JsonNode role = byRealmRole(other);
    isRefused(realm.api("/roles-by-id/" + role.path("id").asText()).bearer(keeper).delete(), other);
  }

  @Test
  void soIsTheClientWhoseRoleItIs() {
    String owner = newClient();
    JsonNode role = newRole("/clients/" + owner + "/roles", "lent");
    String client = newClient();
    realm
        .api("/users/" + account(client) + "/role-mappings/clients/" + owner)
        .post(List.of(role))
        .expect(204);
    acts(client);

    isRefused(realm.api("/clients/" + owner).bearer(keeper).delete(), client);
  }

  @Test
  void theRoleKeepsWhatItContainsOfTheGate() {
    String client = newClient();
    JsonNode role = byRealmRole(client);
    String composites = "/roles-by-id/" + role.path("id").asText() + "/composites";

    isRefused(realm.api(composites).bearer(keeper).delete(List.of(ofGate())), client);

    realm.api(composites).bearer(realm.tokenOf("chief")).delete(List.of(ofGate())).expect(204);
    assertThat(doesAct(client)).isFalse();
  }

  @Test
  void soDoesItsAccount() {
    String client = newClient();
    JsonNode role = byRealmRole(client);
    isRefused(
        realm
            .api("/users/" + account(client) + "/role-mappings/realm")
            .bearer(keeper)
            .delete(List.of(role)),
        client);

    String other = newClient();
    String group = byGroup(other);
    isRefused(
        realm.api("/users/" + account(other) + "/groups/" + group).bearer(keeper).delete(), other);
  }

  @Test
  void theGroupByWhichItActsStaysAsItIs() {
    String client = newClient();
    String group = byGroup(client);
    String mappings = "/groups/" + group + "/role-mappings/clients/" + realm.clientUuid(MANAGEMENT);

    isRefused(realm.api("/groups/" + group).bearer(keeper).delete(), client);
    isRefused(realm.api(mappings).bearer(keeper).delete(List.of(ofGate())), client);

    realm.api("/groups/" + group).bearer(realm.tokenOf("chief")).delete().expect(204);
  }

  @Test
  void whatCarriesNothingOfTheGateIsTakenApartAsEver() {
    JsonNode inner = newPlainRole("inner");
    JsonNode outer = newPlainRole("outer");
    String composites = "/roles-by-id/" + outer.path("id").asText() + "/composites";
    realm.api(composites).bearer(keeper).post(List.of(inner)).expect(204);
    realm.api(composites).bearer(keeper).delete(List.of(inner)).expect(204);
    realm.api(composites).bearer(keeper).post(List.of(inner)).expect(204);
    String group = realm.api("/groups").post(Map.of("name", "plain")).expect(201).createdId();
    realm.api("/groups/" + group + "/role-mappings/realm").post(List.of(outer)).expect(204);

    realm.api("/groups/" + group).bearer(keeper).delete().expect(204);
    realm.api("/roles-by-id/" + outer.path("id").asText()).bearer(keeper).delete().expect(204);
    realm.api("/roles-by-id/" + inner.path("id").asText()).bearer(keeper).delete().expect(204);
  }

  private JsonNode newPlainRole(String name) {
    realm.api("/roles").post(Map.of("name", name)).expect(201);
    return realm.api("/roles/" + name).get().expect(200).json();
  }

  @Test
  void aClientWithAuthorizationServicesIsDeletedAsEver() {
    String client =
        realm
            .api("/clients")
            .post(
                Map.of(
                    "clientId",
                    "authz",
                    "secret",
                    "secret",
                    "serviceAccountsEnabled",
                    true,
                    "authorizationServicesEnabled",
                    true))
            .expect(201)
            .createdId();
    newPlainRole("piece");
    realm.api("/clients/" + client + "/roles").post(Map.of("name", "whole")).expect(201);
    JsonNode whole = realm.api("/clients/" + client + "/roles/whole").get().expect(200).json();
    realm
        .api("/roles-by-id/" + whole.path("id").asText() + "/composites")
        .post(List.of(realm.api("/roles/piece").get().expect(200).json()))
        .expect(204);
    realm
        .api("/users/" + account(client) + "/role-mappings/clients/" + client)
        .post(List.of(whole))
        .expect(204);

    realm.api("/clients/" + client).bearer(keeper).delete().expect(204);
  }

  /** A client that has its role itself. */
  private String acting() {
    String client = newClient();
    realm
        .api("/users/" + account(client) + "/role-mappings/clients/" + realm.clientUuid(MANAGEMENT))
        .post(List.of(ofGate()))
        .expect(204);
    return client;
  }

  /** What comes of a call of the client made last: 404 says that it is heard. */
  private int calls() {
    String token =
        realm
            .server()
            .admin()
            .tokens(
                realm.name(),
                "grant_type",
                "client_credentials",
                "client_id",
                "itsm-" + made,
                "client_secret",
                "secret")
            .expect(200)
            .text("access_token");
    return realm
        .gate("/tickets/demo/NONE")
        .bearer(token)
        .put(Map.of("type", "change_request", "open", false, "version", "1", "state", "closed"))
        .status();
  }

  /** A mapper of a scope that all clients have by default. */
  private String mapper(String claim, String value, String type) {
    String scope =
        realm
            .api("/client-scopes")
            .bearer(keeper)
            .get()
            .expect(200)
            .json()
            .findParents("name")
            .stream()
            .filter(each -> each.path("name").asText().equals("basic"))
            .map(each -> each.path("id").asText())
            .findFirst()
            .orElseThrow();
    String mappers = "/client-scopes/" + scope + "/protocol-mappers/models";
    return mappers
        + "/"
        + realm
            .api(mappers)
            .bearer(keeper)
            .post(
                Map.of(
                    "name",
                    "any-" + claim,
                    "protocol",
                    "openid-connect",
                    "protocolMapper",
                    "oidc-hardcoded-claim-mapper",
                    "config",
                    Map.of(
                        "claim.name",
                        claim,
                        "claim.value",
                        value,
                        "jsonType.label",
                        type,
                        "access.token.claim",
                        "true")))
            .expect(201)
            .createdId();
  }

  @Test
  void noMapperOfASharedScopePutsItsTokensOff() {
    acting();
    assertThat(calls()).isLessThan(300);

    String mapper = mapper("nbf", "4000000000", "long");
    try {
      assertThat(calls()).isLessThan(300);
    } finally {
      realm.api(mapper).delete().expect(204);
    }
  }

  @Test
  void norMakesThemUnreadable() {
    acting();

    String mapper = mapper("realm_access.roles", "none", "String");
    try {
      assertThat(calls()).isLessThan(300);
    } finally {
      realm.api(mapper).delete().expect(204);
    }
  }

  @Test
  void nobodyElseLinksItsAccountToADirectory() {
    String client = acting();
    String account = "/users/" + account(client);
    Map<String, Object> linked = Map.of("federationLink", "none");

    Answer answer = realm.api(account).bearer(keeper).put(linked);

    assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    assertThat(answer.body()).contains("not_permitted");
    realm.api(account).get().expect(200);
    acts(client);
    assertThat(calls()).isLessThan(300);
  }

  @Test
  void theRealmInWhichItCallsKeepsItsName() {
    Answer answer = realm.api("").bearer(keeper).put(Map.of("realm", realm.name() + "-gone"));

    assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    assertThat(answer.body()).contains("trust_base_guarded", "names");

    realm
        .api("")
        .bearer(realm.tokenOf("chief"))
        .put(Map.of("realm", realm.name() + "-new"))
        .expect(204);
    realm
        .server()
        .admin()
        .to("/admin/realms/" + realm.name() + "-new")
        .put(Map.of("realm", realm.name()))
        .expect(204);
    realm.api("").bearer(realm.tokenOf("chief")).get().expect(200);
  }
}
