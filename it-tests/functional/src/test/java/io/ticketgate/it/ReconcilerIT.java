package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What no hook has seen is found: grants from before the rule, and bindings whose grant is gone.
 * The server looks every second.
 */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReconcilerIT {

  private KeycloakServer server;

  @BeforeAll
  void start() {
    server = WideServer.sharedEager();
  }

  private RealmFixture newRealm() {
    return server.newRealm(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
  }

  static List<String> findings(RealmFixture realm, String user) {
    return realm
        .api("/admin-events?max=500&resourcePath=ticket-gate/bindings/drift")
        .get()
        .expect(200)
        .json()
        .findValues("details")
        .stream()
        .filter(details -> details.path("subject").asText().equals(realm.userId(user)))
        .map(details -> details.path("audit").asText())
        .toList();
  }

  private static List<String> unbound(RealmFixture realm) {
    JsonNode grants = realm.gate("/coverage?bound=false").get().expect(200).json();
    return grants.findValuesAsText("user");
  }

  @Test
  void aGrantFromBeforeTheRuleIsReportedOnceAndListedUntilItIsBound() throws Exception {
    RealmFixture realm = newRealm();
    Story story = new Story(realm);
    String alice = story.newUser();
    String bella = story.newUser();
    realm.assign(alice, Story.ROLE).expect(204);
    String group = realm.api("/groups").post(Map.of("name", "dba")).expect(201).createdId();
    realm
        .api("/groups/" + group + "/role-mappings/realm")
        .post(List.of(realm.role(Story.ROLE)))
        .expect(204);
    realm.api("/users/" + realm.userId(bella) + "/groups/" + group).put(Map.of()).expect(204);

    story.rule(Map.of());

    assertThat(Story.within(60, () -> !findings(realm, alice).isEmpty())).isTrue();
    assertThat(Story.within(60, () -> !findings(realm, bella).isEmpty())).isTrue();
    assertThat(unbound(realm)).containsExactlyInAnyOrder(alice, bella);
    JsonNode carried = realm.gate("/coverage?bound=false").get().json();
    assertThat(carried.findValuesAsText("group")).containsExactly("/dba");
    Thread.sleep(2500);
    assertThat(findings(realm, alice)).containsExactly("grant_without_binding");
    assertThat(realm.effectiveRoles(alice)).contains(Story.ROLE);

    String id = story.bind(story.ticketFor(alice).push(), alice).expect(201).createdId();

    assertThat(unbound(realm)).containsExactly(bella);
    JsonNode bound = realm.gate("/coverage?bound=true").get().expect(200).json();
    assertThat(bound.path(0).path("binding").asText()).isEqualTo(id);
    assertThat(bound.path(0).path("subject").path("user").asText()).isEqualTo(alice);
  }

  @Test
  void rolesThatARuleLetsNobodyCombineAreFoundReportedOnceAndNotTaken() throws Exception {
    RealmFixture realm = newRealm();
    Story story = new Story(realm);
    realm.createRole("maker");
    realm.createRole("checker");
    realm.createRole("bundle");
    realm.addComposite("bundle", "checker").expect(204);
    String alice = story.newUser();
    String bella = story.newUser();
    realm.assign(alice, "maker").expect(204);
    realm.assign(alice, "bundle").expect(204);
    realm.assign(bella, "maker").expect(204);

    story.rule(
        Map.of(
            "separationOfDuties", Map.of("exclusiveRoles", List.of(List.of("maker", "checker")))));

    assertThat(Story.within(60, () -> !findings(realm, alice).isEmpty())).isTrue();
    JsonNode found = realm.gate("/coverage?bound=false").get().expect(200).json();
    assertThat(found).hasSize(1);
    assertThat(found.path(0).at("/subject/user").asText()).isEqualTo(alice);
    assertThat(found.path(0).path("together").toString()).isEqualTo("[\"checker\",\"maker\"]");
    assertThat(found.path(0).path("rule").asText()).isEqualTo("prod-admins");
    assertThat(found.path(0).path("foundAt").asText()).isNotEmpty();
    Thread.sleep(2500);
    assertThat(findings(realm, alice)).containsExactly("exclusive_roles_held");
    assertThat(findings(realm, bella)).isEmpty();
    assertThat(realm.effectiveRoles(alice)).contains("maker", "checker");
  }

  @Test
  void aGrantWithoutABindingIsTakenAwayWhereTheRuleSaysSo() {
    RealmFixture realm = newRealm();
    Story story = new Story(realm);
    String alice = story.newUser();
    String bella = story.newUser();
    realm.assign(alice, Story.ROLE).expect(204);
    realm.createRole("bundle");
    realm.addComposite("bundle", Story.ROLE).expect(204);
    realm.assign(bella, "bundle").expect(204);
    String token = realm.tokenOf(alice);
    assertThat(realm.isActive(token)).isTrue();

    story.rule(Map.of("unboundGrants", "remove"));

    assertThat(Story.within(60, () -> findings(realm, alice).contains("grant_taken"))).isTrue();
    assertThat(Story.within(60, () -> findings(realm, bella).contains("grant_taken"))).isTrue();
    assertThat(realm.effectiveRoles(alice)).doesNotContain(Story.ROLE);
    assertThat(realm.effectiveRoles(bella)).doesNotContain("bundle", Story.ROLE);
    assertThat(realm.isActive(token)).isFalse();
  }

  @Test
  void anAuditedRuleReportsAndTakesNothing() throws Exception {
    RealmFixture realm = newRealm();
    Story story = new Story(realm);
    String alice = story.newUser();
    realm.assign(alice, Story.ROLE).expect(204);
    story.rule(Map.of("mode", "audit", "unboundGrants", "remove"));
    assertThat(Story.within(60, () -> !findings(realm, alice).isEmpty())).isTrue();
    Thread.sleep(2500);
    assertThat(findings(realm, alice)).containsExactly("grant_without_binding");
    assertThat(realm.effectiveRoles(alice)).contains(Story.ROLE);
  }

  @Test
  void aBindingWhoseGrantIsGoneEnds() {
    RealmFixture realm = newRealm();
    Story story = new Story(realm);
    realm.createRole("bundle");
    realm.addComposite("bundle", Story.ROLE).expect(204);
    story.rule(Map.of());
    String alice = story.newUser();
    realm.assign(alice, "bundle", story.ticketFor(alice).push().ref()).expect(204);
    JsonNode binding = realm.gate("/bindings?user=" + alice).get().json().path(0);
    assertThat(binding.path("status").asText()).isEqualTo("ACTIVE");

    // Keycloak removes it with a bulk statement, which no listener sees.
    realm.api("/roles/bundle/composites").delete(List.of(realm.role(Story.ROLE))).expect(204);

    String id = binding.path("id").asText();
    assertThat(Story.within(60, () -> story.binding(id).path("status").asText().equals("REVOKED")))
        .isTrue();
    assertThat(story.binding(id).path("cause").asText()).isEqualTo("drift");
  }

  @Test
  void anOwnerWhoLeavesSuspendsWhatTheyOwn() {
    RealmFixture realm = newRealm();
    Story story = new Story(realm);
    String owner = realm.createUser("olivia");
    realm.createUser("dora");
    realm.createClient("ci-1");
    story.rule(Map.of("protects", Map.of("clientCredentials", List.of("ci-*"))));
    JsonNode bound =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket",
                    story
                        .ticketFor("ci-1")
                        .with("requester", "dora")
                        .with("entitlements", List.of(Map.of("clientCredential", "ci-1")))
                        .push()
                        .ref(),
                    "subject",
                    Map.of("serviceAccount", "ci-1"),
                    "entitlement",
                    Map.of("clientCredential", "ci-1"),
                    "owner",
                    "olivia"))
            .expect(201)
            .json();
    String id = bound.path("id").asText();
    String secret = bound.at("/credential/secret").asText();
    server.admin().clientCredentials(realm.name(), "ci-1", secret).expect(200);

    realm.api("/users/" + owner).put(Map.of("enabled", false)).expect(204);

    assertThat(
            Story.within(60, () -> story.binding(id).path("status").asText().equals("SUSPENDED")))
        .isTrue();
    assertThat(realm.gate("/bindings/" + id + "/history").get().json().findValuesAsText("cause"))
        .containsExactly("owner_left");
    assertThat(server.admin().clientCredentials(realm.name(), "ci-1", secret).text("error"))
        .isEqualTo("unauthorized_client");

    realm.api("/users/" + owner).put(Map.of("enabled", true)).expect(204);
    realm.gate("/bindings/" + id + "/resume").post().expect(200);
    server.admin().clientCredentials(realm.name(), "ci-1", secret).expect(200);
  }

  @Test
  void whatHandsOutTheRoleSinceBeforeTheRuleIsReportedWhenTheRuleIsSaved() {
    RealmFixture realm = newRealm();
    Story story = new Story(realm);
    realm
        .api("/clients/" + realm.clientUuid(RealmFixture.APP) + "/protocol-mappers/models")
        .post(
            Map.of(
                "name", "old-mapper",
                "protocol", "openid-connect",
                "protocolMapper", "oidc-hardcoded-role-mapper",
                "config", Map.of("role", Story.ROLE)))
        .expect(201);

    story.rule(Map.of());

    JsonNode events =
        realm.api("/admin-events?resourcePath=ticket-gate/bindings/drift").get().json();
    JsonNode details = events.path(0).path("details");
    assertThat(details.path("audit").asText()).isEqualTo("exposed_before_rule");
    assertThat(details.path("route").asText()).isEqualTo("protocol-mapper");
    assertThat(details.path("configuration").asText()).contains("old-mapper");
    JsonNode listed = realm.gate("/coverage?bound=false").get().expect(200).json();
    assertThat(listed.findValuesAsText("configuration"))
        .containsExactly("mapper old-mapper of client " + RealmFixture.APP);
  }
}
