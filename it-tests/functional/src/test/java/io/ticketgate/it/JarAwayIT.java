package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens that a server without the JAR has issued end with the grant: the gate has not seen them,
 * so it does not know what they carry.
 */
class JarAwayIT {

  @Test
  void whatWasIssuedWhileTheJarWasAwayEndsWithTheGrant(@TempDir Path home) {
    String name;
    String alice;
    String carol;
    String dora;
    Pushed ticket;
    JsonNode mail;
    try (KeycloakServer gated =
        KeycloakServer.start(at(home, WideServer.gated().withEmptyDatabase()))) {
      RealmFixture realm = gated.newRealm(Map.of("accessTokenLifespan", 7200));
      name = realm.name();
      Story story = new Story(realm);
      story.rule(Map.of());
      alice = story.newUser();
      carol = story.newUser();
      dora = story.newUser();
      ticket = story.ticketFor(alice).push();
      story.bind(ticket, alice).expect(201);
      story.bind(story.ticketFor(dora).push(), dora).expect(201);
    }
    JsonNode unseen;
    JsonNode other;
    try (KeycloakServer stock = KeycloakServer.start(at(home, WideServer.stock()))) {
      RealmFixture realm = stock.realm(name);
      unseen = realm.login(alice);
      other = realm.login(dora);
      mail = realm.login(carol);
    }
    try (KeycloakServer gated = KeycloakServer.start(at(home, WideServer.gated()))) {
      RealmFixture realm = gated.realm(name);
      // Nobody asks about alice's token before the end: an answer would note what it says.
      JsonNode later = realm.login(carol);
      Answer bound = bind(realm, "CHG-90", carol);
      assertThat(bound.status()).as(bound.toString()).isEqualTo(201);

      close(realm, ticket.key, alice);
      close(realm, "CHG-90", carol);

      assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
      assertDead(realm, unseen);
      assertLives(realm, other); // as long as her grant does
      assertLives(realm, realm.login(alice));
      assertThat(realm.directRoles(carol)).doesNotContain(Story.ROLE);
      assertLives(realm, mail); // the grant is from after the JAR was back: what is older is not it
      assertLives(realm, later);
    }
  }

  /** Whatever its port, tokens are of the same issuer. */
  private static KeycloakOptions at(Path home, KeycloakOptions options) {
    return options.withHome(home).withStartArgs("--hostname=http://sso.example.org");
  }

  private static void assertLives(RealmFixture realm, JsonNode login) {
    String token = login.path("access_token").asText();
    assertThat(realm.isActive(token)).isTrue();
    realm.open("/protocol/openid-connect/userinfo").bearer(token).get().expect(200);
  }

  private static void assertDead(RealmFixture realm, JsonNode login) {
    String token = login.path("access_token").asText();
    assertThat(realm.isActive(token)).isFalse();
    realm.open("/protocol/openid-connect/userinfo").bearer(token).get().expect(401);
    assertThat(
            realm
                .server()
                .admin()
                .to("/realms/" + realm.name() + "/account/")
                .bearer(token)
                .header("Accept", "application/json")
                .get()
                .status())
        .isEqualTo(401);
    assertThat(realm.refresh(login.path("refresh_token").asText()).status()).isEqualTo(400);
  }

  private static Answer bind(RealmFixture realm, String key, String user) {
    push(realm, key, user, true);
    return realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket", Story.SYSTEM + ":" + key,
                "subject", Map.of("user", user),
                "entitlement", Map.of("realmRole", Story.ROLE)));
  }

  private static void close(RealmFixture realm, String key, String user) {
    push(realm, key, user, false);
  }

  private static void push(RealmFixture realm, String key, String user, boolean open) {
    Map<String, Object> record =
        Map.of(
            "version",
            open ? "8" : "9",
            "type",
            "change_request",
            "state",
            open ? "implement" : "closed",
            "open",
            open,
            "requester",
            user,
            "requestedFor",
            user,
            "entitlements",
            List.of(Map.of("realmRole", Story.ROLE)),
            "justification",
            "rotate TDE keys",
            "approvals",
            List.of(
                Map.of(
                    "approver", "bob",
                    "decision", "approved",
                    "at", Instant.now().toString())));
    Answer answer = realm.gate("/tickets/" + Story.SYSTEM + "/" + key).put(record);
    assertThat(answer.status() / 100).as(answer.toString()).isEqualTo(2);
  }
}
