package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A token that is issued right after an end is good, however short after, and the one from before
 * is not: Keycloak compares whole seconds.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FreshTokenIT {

  private static final int ROUNDS = 8;

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of());
  }

  private static String token(JsonNode login) {
    return login.path("access_token").asText();
  }

  @Test
  void whoLogsInRightAfterTheClosingHasGoodTokens() {
    for (int i = 0; i < ROUNDS; i++) {
      String alice = story.newUser();
      Pushed ticket = story.ticketFor(alice).push();
      story.bind(ticket, alice).expect(201);
      JsonNode before = realm.login(alice);
      assertThat(realm.isActive(token(before))).isTrue();
      ticket.close();

      JsonNode after = realm.login(alice);

      assertThat(realm.isActive(token(after))).as("round %d", i).isTrue();
      realm.open("/protocol/openid-connect/userinfo").bearer(token(after)).get().expect(200);
      JsonNode refreshed = realm.refresh(after.path("refresh_token").asText()).expect(200).json();
      assertThat(realm.isActive(token(refreshed))).isTrue();
      assertThat(realm.isActive(token(before))).isFalse();
      realm.refresh(before.path("refresh_token").asText()).expect(400);
    }
  }

  @Test
  void theSameForAServiceAccount() {
    for (int i = 0; i < ROUNDS; i++) {
      String client = "fresh-" + i;
      realm.createClient(client);
      Pushed ticket = story.ticketFor(client).with("requester", "bob").approvedBy("carol").push();
      realm
          .gate("/bindings")
          .post(
              Map.of(
                  "ticket", ticket.ref(),
                  "subject", Map.of("serviceAccount", client),
                  "entitlement", Map.of("realmRole", Story.ROLE)))
          .expect(201);
      String before = realm.serviceAccountToken(client);
      assertThat(realm.isActive(before)).isTrue();
      ticket.close();

      String after = realm.serviceAccountToken(client);

      assertThat(realm.isActive(after)).as("round %d", i).isTrue();
      assertThat(realm.isActive(before)).isFalse();
    }
  }
}
