package io.ticketgate.it.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever acts for somebody who has the gate's roles cannot use them. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DerivedCallerIT {

  /** Has every role of the gate, and manages the realm. */
  private static final String CHIEF = "chief";

  /** Manages users under a ticket. */
  private static final String OFFICER = "officer";

  private RealmFixture realm;
  private RealmFixture plain;
  private RealmFixture administered;
  private Flows flows;
  private Story story;
  private String rule;

  @BeforeAll
  void prepare(KeycloakServer server) {
    realm = withChief(server);
    realm.createRole(Story.ROLE);
    rule = Story.whereTheRoleIs(realm).rule(Map.of());
    plain = withChief(server);
    flows = new Flows(realm, null);
    administered = withChief(server);
    administered.createUser(OFFICER);
    story = Story.whereTheRoleIs(administered);
    story.rule(Map.of("protects", Map.of("clientRoles", List.of("realm-management/manage-users"))));
    makeOfficer(OFFICER);
  }

  private void makeOfficer(String user) {
    Map<String, ?> role =
        Map.of("clientRole", Map.of("client", "realm-management", "role", "manage-users"));
    story
        .bind(
            story.ticketFor(user).with("entitlements", List.of(role)).push(),
            user,
            Map.of("entitlement", role))
        .expect(201);
  }

  private static RealmFixture withChief(KeycloakServer server) {
    RealmFixture realm = server.newRealm();
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
    realm.grantManagement(realm.createUser(CHIEF), "realm-admin");
    return realm;
  }

  @AfterAll
  void close() {
    realm.close();
    plain.close();
    administered.close();
  }

  private static String impersonated(Flows flows) {
    return flows.redeem(flows.impersonated(CHIEF, "code")).expect(200).text("access_token");
  }

  private static void assertClosed(RealmFixture realm, String token) {
    for (Answer answer :
        List.of(
            realm.gate("/bindings").bearer(token).get(),
            realm.gate("/rules").bearer(token).post(Map.of("name", "x")),
            realm.gate("/tickets/demo/CHG-1").bearer(token).put(Map.of()))) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
      assertThat(answer.text("code")).isEqualTo("not_permitted");
    }
    assertThat(realm.open("/ticket-gate/my/access").bearer(token).get().status()).isIn(401, 403);
  }

  @Test
  void theirOwnTokenOpensTheGate() {
    String own = realm.tokenOf(CHIEF);

    assertThat(realm.gate("/bindings").bearer(own).get().status()).isEqualTo(200);
    assertThat(realm.open("/ticket-gate/my/access").bearer(own).get().status()).isEqualTo(200);
    assertThat(changeOfTheRule(own).status()).isEqualTo(204);
  }

  @Test
  void aSessionThatSomebodyTookOverDoesNot() {
    String token = impersonated(flows);

    assertClosed(realm, token);
    assertThat(changeOfTheRule(token).status()).isEqualTo(403);
  }

  @Test
  void norInARealmWithoutRules() {
    assertThat(plain.gate("/bindings").bearer(plain.tokenOf(CHIEF)).get().status()).isEqualTo(200);

    assertClosed(plain, impersonated(new Flows(plain, null)));
  }

  @Test
  void anExchangedTokenDoesNot() {
    String had =
        realm
            .server()
            .admin()
            .tokenFor(realm.name(), TokenRealm.PORTAL, CHIEF, RealmFixture.PASSWORD);

    Answer exchanged = flows.exchange(TokenRealm.PORTAL, had, Flows.ACCESS_TOKEN);

    assertClosed(realm, exchanged.expect(200).text("access_token"));
  }

  /** The Admin API counts a token as all that its user holds, whatever it carries. */
  @Test
  void nobodyElseGetsATokenOfSomebodyWhoAdministersUnderATicket() {
    Flows there = new Flows(administered, null);
    String own =
        administered
            .server()
            .admin()
            .tokenFor(administered.name(), TokenRealm.PORTAL, OFFICER, RealmFixture.PASSWORD);
    assertThat(administered.api("/users").bearer(own).post(Map.of("username", "made")).status())
        .isEqualTo(201);

    Answer impersonated = there.redeem(there.impersonated(OFFICER, "code"));
    Answer exchanged = there.exchange(TokenRealm.PORTAL, own, Flows.ACCESS_TOKEN);

    for (Answer answer : List.of(impersonated, exchanged)) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
      assertThat(answer.body()).contains("not_permitted").doesNotContain("access_token");
    }
  }

  @Test
  void aTokenThatSomebodyElseGotBeforeTheGrantDies() {
    administered.createUser("later");
    String own = tokenOfPortal("later");
    String other = tokenOfPortal("later");
    String exchanged =
        new Flows(administered, null)
            .exchange(TokenRealm.PORTAL, own, Flows.ACCESS_TOKEN)
            .expect(200)
            .text("access_token");
    assertThat(administered.api("/users").bearer(exchanged).get().status()).isEqualTo(403);

    makeOfficer("later");

    assertThat(administered.api("/users").bearer(exchanged).get().status()).isEqualTo(401);
    assertThat(administered.api("/users").bearer(other).get().status()).isEqualTo(200);
    assertThat(administered.api("/users").bearer(tokenOfPortal("later")).get().status())
        .isEqualTo(200);
  }

  private String tokenOfPortal(String user) {
    return administered
        .server()
        .admin()
        .tokenFor(administered.name(), TokenRealm.PORTAL, user, RealmFixture.PASSWORD);
  }

  /** By the stock endpoint for components. */
  private Answer changeOfTheRule(String token) {
    JsonNode stored = realm.api("/components/" + rule).get().expect(200).json();
    ObjectNode changed = stored.deepCopy();
    changed.withObjectProperty("config").putArray("tickets.maxUses").add("7");
    return realm.api("/components/" + rule).bearer(token).put(changed);
  }
}
