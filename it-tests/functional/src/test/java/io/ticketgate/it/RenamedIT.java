package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Names that change hands while no rule is enforced move no grant. The server looks every second.
 */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RenamedIT {

  private static final String LOW = "db-read";
  private static final String KEEPER = "keeper";

  private KeycloakServer server;

  @BeforeAll
  void start() {
    server = WideServer.sharedEager();
  }

  /** A realm with a rule for roles and credentials, and a keeper who may rename both. */
  private final class Ground {
    final RealmFixture realm = server.newRealm();
    final Story story = new Story(realm);
    private final Map<String, Object> rule = new LinkedHashMap<>();
    private final String id;

    Ground() {
      realm.createRole(LOW);
      realm.grantManagement(realm.createUser(KEEPER), "manage-realm", "manage-clients");
      rule.put("name", "prod-admins");
      rule.put(
          "protects", Map.of("realmRoles", List.of("db-*"), "clientCredentials", List.of("ci-*")));
      id = story.rule(rule);
    }

    void mode(String mode) {
      rule.put("mode", mode);
      realm.gate("/rules/" + id).put(rule).expect(200);
    }

    void renameRole(String roleId, String name) {
      ObjectNode role = (ObjectNode) realm.api("/roles-by-id/" + roleId).get().expect(200).json();
      realm
          .api("/roles-by-id/" + roleId)
          .bearer(realm.tokenOf(KEEPER))
          .put(role.put("name", name))
          .expect(204);
    }

    /** What the two roles are called is the other way round. */
    void swap() {
      String low = realm.roleId(LOW);
      String high = realm.roleId(Story.ROLE);
      renameRole(low, "free");
      renameRole(high, LOW);
      renameRole(low, Story.ROLE);
    }

    String status(String binding) {
      return story.binding(binding).path("status").asText();
    }

    Answer login(String user) {
      return server
          .admin()
          .tokens(
              realm.name(),
              "grant_type",
              "password",
              "client_id",
              RealmFixture.APP,
              "client_secret",
              RealmFixture.SECRET,
              "username",
              user,
              "password",
              RealmFixture.PASSWORD);
    }
  }

  /** What an enforced rule would refuse, of somebody without {@code ticket-gate-admin}. */
  @Test
  void whereARuleIsAuditedANewNameIsReported() {
    Ground ground = new Ground();
    RealmFixture realm = ground.realm;
    realm.update(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    String free = realm.createRole("free");
    ground.mode("audit");
    String shop = realm.createClient("ci-shop", Map.of("serviceAccountsEnabled", false));

    ground.renameRole(free, "freer");
    assertThat(reportedAreas(realm)).isEmpty();

    ground.renameRole(realm.roleId(LOW), "was-low");
    assertThat(reportedAreas(realm)).containsExactly("configuration:names");

    ObjectNode client = (ObjectNode) realm.api("/clients/" + shop).get().expect(200).json();
    realm
        .api("/clients/" + shop)
        .bearer(realm.tokenOf(KEEPER))
        .put(client.put("clientId", "shop"))
        .expect(204);
    assertThat(reportedAreas(realm)).containsExactly("configuration:names", "configuration:names");
    realm.close();
  }

  private static List<String> reportedAreas(RealmFixture realm) {
    List<String> areas = new ArrayList<>();
    realm
        .api("/admin-events?resourcePath=ticket-gate/bindings/audit")
        .get()
        .expect(200)
        .json()
        .forEach(
            event -> {
              if (event.path("details").path("code").asText().equals("trust_base_guarded")) {
                areas.add(event.path("details").path("entitlement").asText());
              }
            });
    return areas;
  }

  @Test
  void rolesThatSwappedTheirNamesWhileTheRuleWasOffMoveNoGrant() {
    Ground it = new Ground();
    String alice = it.story.newUser();
    Map<String, ?> low = Map.of("realmRole", LOW);
    Pushed ticket = it.story.ticketFor(alice).with("entitlements", List.of(low)).push();
    String binding =
        it.story.bind(ticket, alice, Map.of("entitlement", low)).expect(201).createdId();
    String bella = it.story.newUser();
    Pushed waiting = it.story.ticketFor(bella).with("entitlements", List.of(low)).push();

    it.mode("off");
    it.swap();
    assertThat(it.realm.effectiveRoles(alice)).as("the mapping follows").contains(Story.ROLE);
    it.mode("enforce");

    Answer login = it.login(alice);
    assertThat(login.status() == 200 && roles(login).contains(Story.ROLE))
        .as(login.toString())
        .isFalse();
    assertThat(Story.within(90, () -> it.status(binding).equals("SUSPENDED"))).isTrue();
    assertThat(it.realm.effectiveRoles(alice)).doesNotContain(Story.ROLE);
    JsonNode history = it.realm.gate("/bindings/" + binding + "/history").get().json();
    assertThat(history.findValuesAsText("cause")).contains("drift");
    assertThat(history.findValuesAsText("detailCode")).contains("identity_changed");

    Answer resumed = it.realm.gate("/bindings/" + binding + "/resume").post(Map.of());
    assertThat(resumed.status()).as(resumed.toString()).isEqualTo(403);
    assertThat(resumed.text("code")).isEqualTo("identity_changed");
    Answer granted = it.realm.assign(bella, Story.ROLE, waiting.ref());
    assertThat(granted.status()).as(granted.toString()).isEqualTo(403);
    assertThat(granted.text("error")).isEqualTo("identity_changed");

    it.mode("off");
    it.swap();
    it.mode("enforce");
    it.realm.gate("/bindings/" + binding + "/resume").post(Map.of()).expect(200);
    assertThat(it.realm.effectiveRoles(alice)).contains(LOW).doesNotContain(Story.ROLE);
    assertThat(it.login(alice).status()).isEqualTo(200);
  }

  @Test
  void whatABoundRoleBringsAlongCountsUnderTheNameThatWasApproved() {
    Ground it = new Ground();
    String composite = "db-bundle";
    it.mode("off");
    it.realm.createRole(composite);
    String part = it.realm.createRole("reports");
    it.realm.addComposite(composite, "reports").expect(204);
    it.mode("enforce");
    String alice = it.story.newUser();
    Map<String, ?> bundle = Map.of("realmRole", composite);
    Pushed ticket = it.story.ticketFor(alice).with("entitlements", List.of(bundle)).push();
    String binding =
        it.story.bind(ticket, alice, Map.of("entitlement", bundle)).expect(201).createdId();
    assertThat(roles(it.login(alice))).contains(composite, "reports");

    ObjectNode role = (ObjectNode) it.realm.role("reports");
    Answer guarded =
        it.realm
            .api("/roles-by-id/" + part)
            .bearer(it.realm.tokenOf(KEEPER))
            .put(role.put("name", "finance-approver"));
    assertThat(guarded.status()).as(guarded.toString()).isEqualTo(403);
    assertThat(guarded.text("error")).isEqualTo("trust_base_guarded");

    it.mode("off");
    it.renameRole(part, "finance-approver");
    it.mode("enforce");

    Answer login = it.login(alice);
    assertThat(login.status() == 200 && roles(login).contains(composite))
        .as(login.toString())
        .isFalse();
    assertThat(Story.within(90, () -> it.status(binding).equals("SUSPENDED"))).isTrue();
    assertThat(it.realm.effectiveRoles(alice)).doesNotContain(composite, "finance-approver");
    JsonNode history = it.realm.gate("/bindings/" + binding + "/history").get().json();
    assertThat(history.toString()).contains("role reports, which is role finance-approver now");
    assertThat(it.realm.gate("/bindings/" + binding + "/resume").post(Map.of()).text("code"))
        .isEqualTo("identity_changed");

    it.mode("off");
    it.renameRole(part, "reports");
    it.mode("enforce");
    it.realm.gate("/bindings/" + binding + "/resume").post(Map.of()).expect(200);
    assertThat(roles(it.login(alice))).contains(composite, "reports");
  }

  private static String roles(Answer login) {
    return new String(
        java.util.Base64.getUrlDecoder().decode(login.text("access_token").split("\\.")[1]),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void aClientThatTookTheNameOfAnotherUsesNoCredentialOfItsOwnTicket() {
    Ground it = new Ground();
    Pushed ticket =
        it.story
            .ticketFor("ci-low")
            .with("requester", "bob")
            .with("entitlements", List.of(Map.of("clientCredential", "ci-low")))
            .approvedBy("carol")
            .push();
    String client =
        it.realm
            .api("/clients")
            .ticket(ticket.ref())
            .post(
                Map.of(
                    "clientId",
                    "ci-low",
                    "secret",
                    RealmFixture.SECRET,
                    "serviceAccountsEnabled",
                    true))
            .expect(201)
            .createdId();
    String binding =
        it.realm.gate("/bindings?ticket=" + ticket.ref()).get().json().path(0).path("id").asText();
    assertThat(it.realm.clientCredentials("ci-low").status()).isEqualTo(200);

    it.mode("off");
    ObjectNode json = (ObjectNode) it.realm.api("/clients/" + client).get().expect(200).json();
    it.realm
        .api("/clients/" + client)
        .bearer(it.realm.tokenOf(KEEPER))
        .put(json.put("clientId", "ci-prod"))
        .expect(204);
    it.mode("enforce");

    Answer refused = it.realm.clientCredentials("ci-prod");
    assertThat(refused.status()).as(refused.toString()).isGreaterThanOrEqualTo(400);
    assertThat(refused.body()).containsAnyOf("identity_changed", "binding_not_live");
    assertThat(Story.within(90, () -> it.status(binding).equals("SUSPENDED"))).isTrue();
  }
}
