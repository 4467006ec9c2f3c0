package io.ticketgate.it.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Permissions of Keycloak's authorization services that rest on a protected role, by each policy
 * that can rest on one and each spelling of the request: nobody gets them without a live binding,
 * or in somebody else's name.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartyPermissionsIT {

  /** Has the role under a ticket. */
  private static final String HOLDER = "holder";

  /** Has had the role since before the rule, which strips it from tokens. */
  private static final String EARLY = "early";

  /** Rests on no role: what everybody here may do in the end. */
  private static final String OPEN = "open";

  private static final String SERVER = TokenRealm.FILES;
  private static final String ID_TOKEN =
      "http://openid.net/specs/openid-connect-core-1_0.html#IDToken";
  private static final String CLAIMS = "urn:ietf:params:oauth:token-type:jwt";
  private static final Set<String> ALL =
      Set.of(
          OPEN,
          "by token",
          "by directory",
          "by container",
          "by group",
          "by group in the directory",
          "by claim",
          "by aggregate");

  private final Map<String, String> resources = new java.util.TreeMap<>();
  private RealmFixture realm;
  private Flows flows;
  private String server;

  @BeforeAll
  void prepare(KeycloakServer keycloak) {
    realm = keycloak.newRealm();
    flows = new Flows(realm, null);
    realm.createRole(Story.ROLE);
    realm.createRole("container");
    JsonNode role = realm.role(Story.ROLE);
    JsonNode container = realm.role("container");
    realm.api("/roles/container/composites").post(List.of(role)).expect(204);
    String group = realm.api("/groups").post(Map.of("name", "dbas")).expect(201).createdId();
    realm.api("/groups/" + group + "/role-mappings/realm").post(List.of(role)).expect(204);
    for (String user : List.of(HOLDER, EARLY)) {
      String id = realm.createUser(user);
      realm.mappings(id).post(List.of(role, container)).expect(204);
      realm.api("/users/" + id + "/groups/" + group).put(Map.of()).expect(204);
    }
    portal();
    server();
    protect(role, container, group);
    Story story = Story.whereTheRoleIs(realm);
    story.rule(Map.of("onTokenWithoutBinding", "strip"));
    story.bind(story.ticketFor(HOLDER).push(), HOLDER).expect(201);
  }

  private void portal() {
    realm.createClient(
        TokenRealm.PORTAL,
        Map.of(
            "standardFlowEnabled",
            true,
            "directAccessGrantsEnabled",
            true,
            "redirectUris",
            List.of(TokenRealm.BACK),
            "attributes",
            Map.of("standard.token.exchange.enabled", "true")));
    String mappers = "/clients/" + realm.clientUuid(TokenRealm.PORTAL) + "/protocol-mappers/models";
    for (Map.Entry<String, String> mapper :
        Map.of(
                "oidc-usermodel-realm-role-mapper",
                "realm_access.roles",
                "oidc-group-membership-mapper",
                "groups")
            .entrySet()) {
      realm
          .api(mappers)
          .post(
              Map.of(
                  "name",
                  mapper.getKey(),
                  "protocol",
                  "openid-connect",
                  "protocolMapper",
                  mapper.getKey(),
                  "config",
                  Map.of(
                      "claim.name",
                      mapper.getValue(),
                      "multivalued",
                      "true",
                      "full.path",
                      "true",
                      "access.token.claim",
                      "true",
                      "id.token.claim",
                      "true")))
          .expect(201);
    }
  }

  private void server() {
    realm.createClient(
        SERVER,
        Map.of(
            "serviceAccountsEnabled",
            true,
            "authorizationServicesEnabled",
            true,
            "authorizationSettings",
            Map.of("policyEnforcementMode", "ENFORCING")));
    server = "/clients/" + realm.clientUuid(SERVER) + "/authz/resource-server";
  }

  private void protect(JsonNode role, JsonNode container, String group) {
    String byToken = permit("by token", "role", Map.of("roles", roles(role)));
    permit("by directory", "role", Map.of("roles", roles(role), "fetchRoles", true));
    permit("by container", "role", Map.of("roles", roles(role, container), "fetchRoles", true));
    List<Map<String, Object>> groups = List.of(Map.of("id", group, "extendChildren", true));
    permit("by group", "group", Map.of("groups", groups, "groupsClaim", "groups"));
    permit("by group in the directory", "group", Map.of("groups", groups, "groupsClaim", "none"));
    permit(
        "by claim",
        "regex",
        Map.of(
            "targetClaim",
            "realm_access.roles",
            "pattern",
            ".*" + Story.ROLE + ".*",
            "logic",
            "POSITIVE"));
    permit("by aggregate", "aggregate", Map.of("policies", List.of(byToken)));
    permit(OPEN, "user", Map.of("users", List.of(realm.userId(HOLDER), realm.userId(EARLY))));
  }

  private static List<Map<String, Object>> roles(JsonNode... all) {
    return Stream.of(all)
        .map(role -> Map.<String, Object>of("id", role.path("id").asText(), "required", true))
        .toList();
  }

  /** A resource that one policy opens; answers the policy's id. */
  private String permit(String name, String type, Map<String, ?> settings) {
    Map<String, Object> policy = new java.util.HashMap<>(settings);
    policy.put("name", name + " policy");
    String id = realm.api(server + "/policy/" + type).post(policy).expect(201).text("id");
    String resource =
        realm
            .api(server + "/resource")
            .post(Map.of("name", name, "uris", List.of("/" + name.replace(' ', '-'))))
            .expect(201)
            .text("_id");
    resources.put(name, resource);
    realm
        .api(server + "/permission/resource")
        .post(Map.of("name", name, "resources", List.of(resource), "policies", List.of(id)))
        .expect(201);
    return id;
  }

  @AfterAll
  void close() {
    realm.close();
  }

  /** How a client asks for what somebody may do; answers the names of the resources. */
  @FunctionalInterface
  interface Ask {
    Set<String> permitted(PartyPermissionsIT test, Answer tokens);
  }

  private record Spelling(String name, Ask ask) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** In the name of somebody whose tokens a client has. */
  static List<Spelling> byTheClient() {
    return List.of(
        new Spelling("ID token", (test, had) -> test.party(test.claimed(had))),
        new Spelling(
            "ID token, permissions",
            (test, had) -> test.listed(test.claimed(had, "response_mode", "permissions"))),
        new Spelling("ID token, decision", (test, had) -> test.decided(had, "permission")),
        new Spelling("ID token, decision by address", (test, had) -> test.decided(had, "uri")),
        new Spelling("ID token, permission ticket", (test, had) -> test.decided(had, "ticket")),
        new Spelling(
            "subject token",
            (test, had) -> test.party(test.asked("subject_token", had.text("access_token")))),
        new Spelling(
            "subject token, permissions",
            (test, had) ->
                test.listed(
                    test.asked(
                        "subject_token",
                        had.text("access_token"),
                        "response_mode",
                        "permissions"))),
        new Spelling(
            "pushed claims",
            (test, had) ->
                test.listed(
                    test.asked(
                        "subject_token",
                        had.text("access_token"),
                        "claim_token",
                        pushed(),
                        "claim_token_format",
                        CLAIMS,
                        "response_mode",
                        "permissions"))));
  }

  /** With an access token as the bearer's. */
  static List<Spelling> byBearer() {
    return List.of(
        new Spelling("bearer", (test, had) -> test.party(test.borne(had))),
        new Spelling(
            "bearer, permissions",
            (test, had) -> test.listed(test.borne(had, "response_mode", "permissions"))),
        new Spelling(
            "bearer read as an ID token",
            (test, had) ->
                test.listed(
                    test.borne(
                        had, "claim_token_format", ID_TOKEN, "response_mode", "permissions"))),
        new Spelling(
            "bearer and ID token",
            (test, had) ->
                test.listed(
                    test.borne(
                        had,
                        "claim_token",
                        had.text("id_token"),
                        "response_mode",
                        "permissions"))));
  }

  static Stream<Spelling> all() {
    return Stream.concat(byTheClient().stream(), byBearer().stream());
  }

  private static String pushed() {
    return java.util.Base64.getUrlEncoder()
        .encodeToString(
            Http.JSON
                .valueToTree(
                    Map.of(
                        "kc.realm.roles",
                        List.of(Story.ROLE),
                        "realm_access",
                        List.of("{\"roles\":[\"" + Story.ROLE + "\"]}")))
                .toString()
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private Answer asked(String... more) {
    List<String> form = new ArrayList<>(List.of("audience", SERVER));
    form.addAll(List.of(more));
    return flows.grant(TokenRealm.PORTAL, Flows.UMA, form.toArray(String[]::new));
  }

  private Answer claimed(Answer had, String... more) {
    List<String> form =
        new ArrayList<>(
            List.of("claim_token", had.text("id_token"), "claim_token_format", ID_TOKEN));
    form.addAll(List.of(more));
    return asked(form.toArray(String[]::new));
  }

  private Answer borne(Answer had, String... more) {
    List<String> form = new ArrayList<>(List.of("grant_type", Flows.UMA, "audience", SERVER));
    form.addAll(List.of(more));
    return realm
        .open("/protocol/openid-connect/token")
        .bearer(had.text("access_token"))
        .post(Http.form(form.toArray(String[]::new)));
  }

  /** One by one, in a way that names the resource. */
  private Set<String> decided(Answer had, String way) {
    Set<String> permitted = new TreeSet<>();
    resources.forEach(
        (name, id) -> {
          Answer answer =
              switch (way) {
                case "uri" ->
                    claimed(
                        had,
                        "response_mode",
                        "decision",
                        "permission",
                        "/" + name.replace(' ', '-'),
                        "permission_resource_format",
                        "uri",
                        "permission_resource_matching_uri",
                        "true");
                case "ticket" -> claimed(had, "response_mode", "decision", "ticket", ticket(id));
                default -> claimed(had, "response_mode", "decision", "permission", id);
              };
          if (answer.status() == 200) {
            assertThat(answer.json().path("result").asBoolean()).isTrue();
            permitted.add(name);
          } else {
            assertThat(answer.text("error")).as("%s", answer).isEqualTo("access_denied");
          }
        });
    return permitted;
  }

  private String ticket(String resource) {
    String token = flows.grant(SERVER, "client_credentials").expect(200).text("access_token");
    return realm
        .open("/authz/protection/permission")
        .bearer(token)
        .post(List.of(Map.of("resource_id", resource)))
        .expect(201)
        .text("ticket");
  }

  private static Set<String> listed(Answer answer) {
    return names(answer.expect(200).json());
  }

  private static Set<String> party(Answer answer) {
    String token = answer.expect(200).text("access_token");
    return names(Obtained.claims(token).at("/authorization/permissions"));
  }

  private static Set<String> names(JsonNode permissions) {
    Set<String> names = new TreeSet<>();
    permissions.forEach(permission -> names.add(permission.path("rsname").asText()));
    names.remove("Default Resource"); // which Keycloak 26.4 makes for each resource server
    return names;
  }

  private Answer password(String user) {
    return flows.password(TokenRealm.PORTAL, user, "openid").expect(200);
  }

  @ParameterizedTest
  @MethodSource("byBearer")
  void theHolderMayDoAll(Spelling spelling) {
    assertThat(spelling.ask().permitted(this, password(HOLDER))).isEqualTo(ALL);
  }

  @ParameterizedTest
  @MethodSource("byTheClient")
  void aClientThatAsksInTheHoldersNameDoesNotGetWhatRestsOnTheRole(Spelling spelling) {
    assertThat(spelling.ask().permitted(this, password(HOLDER))).containsExactly(OPEN);
  }

  @ParameterizedTest
  @MethodSource("all")
  void norDoesAnybodyInASessionThatWasTakenOver(Spelling spelling) {
    Answer tokens = flows.redeem(flows.impersonated(HOLDER, "code")).expect(200);

    assertThat(spelling.ask().permitted(this, tokens)).containsExactly(OPEN);
  }

  @ParameterizedTest
  @MethodSource("all")
  void norDoesAnExchangedToken(Spelling spelling) {
    Answer exchanged =
        flows.exchange(
            TokenRealm.PORTAL, password(HOLDER).text("access_token"), Flows.ACCESS_TOKEN);

    assertThat(spelling.ask().permitted(this, exchanged.expect(200))).containsExactly(OPEN);
  }

  @ParameterizedTest
  @MethodSource("all")
  void norDoesSomebodyWithoutABinding(Spelling spelling) {
    assertThat(spelling.ask().permitted(this, password(EARLY))).containsExactly(OPEN);
  }

  @Test
  void theEvaluationOfAnAdministratorStaysAsItIs() {
    Answer evaluated =
        realm
            .api(server + "/policy/evaluate")
            .post(
                Map.of(
                    "userId",
                    realm.userId(EARLY),
                    "roleIds",
                    List.of(),
                    "resources",
                    List.of(),
                    "context",
                    Map.of("attributes", Map.of())));

    List<String> permitted = new ArrayList<>();
    for (JsonNode result : evaluated.expect(200).json().path("results")) {
      if (result.path("status").asText().equals("PERMIT")) {
        permitted.add(result.at("/resource/name").asText().replaceFirst(" with scopes.*", ""));
      }
    }
    assertThat(permitted).contains(OPEN, "by token", "by directory");
  }
}
