package io.ticketgate.it.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mappers from before the rule, which would be refused after it, do not get a protected name into
 * anything that is said of a user.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamingMappersIT {

  private static final String DENIED = Story.ROLE;
  private static final String STRIPPED = "strip-admin";

  private RealmFixture realm;
  private Flows flows;
  private List<Naming> namings = List.of();

  @BeforeAll
  void prepare(KeycloakServer server) {
    realm = server.newRealm(Map.of("organizationsEnabled", true));
    flows = new Flows(realm, null);
    namings = new ArrayList<>(Naming.all());
    if (groupsOfOrganizations()) {
      namings.addAll(Naming.ofOrganizations());
    }
    ObjectNode profile = (ObjectNode) realm.api("/users/profile").get().expect(200).json();
    realm.api("/users/profile").put(profile.put("unmanagedAttributePolicy", "ENABLED")).expect(200);
    realm.createRole("staff");
    realm.createRole("admin");
    for (String role : List.of(DENIED, STRIPPED)) {
      people(role);
      for (int i = 0; i < namings.size(); i++) {
        client(i, role, false);
        client(i, role, true);
      }
    }
    for (Naming naming : namings) {
      for (String role : List.of(DENIED, STRIPPED)) {
        for (boolean light : List.of(false, true)) {
          assertThat(ask(naming, role, light).outcome(role))
              .as("%s before there is a rule", naming)
              .isEqualTo(Outcome.WITH);
        }
      }
    }
    Story story = Story.whereTheRoleIs(realm);
    story.rule(
        Map.of(
            "protects", Map.of("realmRoles", List.of("db-*"), "clientRoles", List.of("of-db/*"))));
    story.rule(
        Map.of(
            "name",
            "stripping",
            "protects",
            Map.of("realmRoles", List.of("strip-*"), "clientRoles", List.of("of-st/*")),
            "onTokenWithoutBinding",
            "strip"));
  }

  private static String nobody(String role) {
    return "nobody" + (role.equals(DENIED) ? 1 : 2);
  }

  private static String holder(String role) {
    return "holder" + (role.equals(DENIED) ? 1 : 2);
  }

  private static String client(int naming, boolean denied, boolean light) {
    return "app" + naming + (denied ? "-d" : "-s") + (light ? "-light" : "");
  }

  private void people(String role) {
    realm.createRole(role);
    realm.createUser(holder(role));
    realm.assign(holder(role), role).expect(204);
    String id =
        realm.createUser(
            nobody(role),
            Map.of(
                "attributes",
                Map.of(
                    "single", List.of(role),
                    "several", List.of("clerk", role),
                    "json", List.of("[\"" + role + "\"]"))));
    realm.assign(nobody(role), "staff").expect(204);
    realm.assign(nobody(role), "admin").expect(204);
    String group = realm.api("/groups").post(Map.of("name", role)).expect(201).createdId();
    realm.api("/users/" + id + "/groups/" + group).put(Map.of()).expect(204);
    if (groupsOfOrganizations()) {
      organization(role, id);
    }
  }

  private boolean groupsOfOrganizations() {
    return !realm.server().version().matches("26\\.[456]\\..*");
  }

  /** With a group that carries the role, and the user in it. */
  private void organization(String role, String id) {
    String alias = "acme-" + nobody(role);
    String organization =
        realm
            .api("/organizations")
            .post(
                Map.of(
                    "name",
                    alias,
                    "alias",
                    alias,
                    "domains",
                    List.of(Map.of("name", alias + ".test"))))
            .expect(201)
            .createdId();
    String path = "/organizations/" + organization;
    realm
        .api(path + "/members")
        .header("Content-Type", "application/json")
        .post("\"" + id + "\"")
        .expect(201);
    String team = realm.api(path + "/groups").post(Map.of("name", "team")).expect(201).text("id");
    realm
        .api(path + "/groups/" + team + "/role-mappings/realm")
        .post(List.of(realm.role(role)))
        .expect(204);
    realm.api(path + "/groups/" + team + "/members/" + id).put(Map.of()).expect(204);
  }

  private void client(int index, String role, boolean light) {
    Naming naming = namings.get(index);
    List<Map<String, Object>> mappers = new ArrayList<>();
    List<Map<String, String>> configs = naming.mappers().apply(role);
    for (int i = 0; i < configs.size(); i++) {
      mappers.add(
          Map.of(
              "name",
              "mapper" + i,
              "protocol",
              "openid-connect",
              "protocolMapper",
              naming.types().get(i),
              "config",
              configs.get(i)));
    }
    Map<String, String> attributes = new HashMap<>();
    attributes.put("client.use.lightweight.access.token.enabled", String.valueOf(light));
    realm.createClient(
        client(index, role.equals(DENIED), light),
        Map.of(
            "directAccessGrantsEnabled",
            true,
            "serviceAccountsEnabled",
            false,
            "attributes",
            attributes,
            "protocolMappers",
            mappers));
  }

  private Obtained ask(Naming naming, String role, boolean light) {
    String client = client(namings.indexOf(naming), role.equals(DENIED), light);
    String user = naming.holder() ? holder(role) : nobody(role);
    Answer answer = flows.password(client, user, naming.scope());
    // Keycloak cannot read its own token when the roles in it are one text.
    return naming.id().endsWith("one text") && !light ? Obtained.of(answer) : flows.looked(answer);
  }

  @AfterAll
  void close() {
    realm.close();
  }

  Stream<Naming> namings() {
    return namings.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("namings")
  void aTokenThatWouldNameTheRoleIsNotIssued(Naming naming) {
    Obtained obtained = ask(naming, DENIED, false);

    assertThat(obtained.outcome(DENIED)).as("%s", obtained).isEqualTo(Outcome.REFUSED);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("namings")
  void aRuleThatStripsLeavesTheNameNowhere(Naming naming) {
    Obtained obtained = ask(naming, STRIPPED, false);

    assertThat(obtained.outcome(STRIPPED)).as("%s", obtained).isEqualTo(Outcome.WITHOUT);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("namings")
  void whatIsSaidOfALightweightTokenDoesNotNameTheRoleEither(Naming naming) {
    Obtained obtained = ask(naming, STRIPPED, true);

    assertThat(obtained.outcome(STRIPPED)).as("%s", obtained).isEqualTo(Outcome.WITHOUT);
    assertThat(obtained.documents()).containsKeys("id_token", "the introspection");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("namings")
  void aLightweightTokenIsNoWayRoundADenyingRule(Naming naming) {
    Obtained obtained = ask(naming, DENIED, true);

    assertThat(obtained.outcome(DENIED)).as("%s", obtained).isNotEqualTo(Outcome.WITH);
  }
}
