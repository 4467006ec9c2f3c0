package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tokens carry, and until when, for people who hold a protected role. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenGateIT {

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = EarlyHolders.in(fixture);
  }

  static JsonNode claims(String token) {
    try {
      return Http.JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    } catch (java.io.IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static List<String> roles(JsonNode claims) {
    List<String> roles = new java.util.ArrayList<>();
    claims.path("realm_access").path("roles").forEach(role -> roles.add(role.asText()));
    return roles;
  }

  private Answer password(String user) {
    return realm
        .server()
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
            RealmFixture.PASSWORD,
            "scope",
            "openid");
  }

  @Test
  void aRoleFromBeforeTheRuleGetsNoToken() {
    Answer refused = password(EarlyHolders.OLAF);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("unauthorized_client");
    assertThat(refused.text("error_description")).startsWith("binding_not_live: ").contains("prod");
  }

  @Test
  void aRuleThatStripsLetsTheTokenGoWithoutTheRole() {
    String token = password(EarlyHolders.STELLA).expect(200).text("access_token");

    assertThat(roles(claims(token))).isNotEmpty().doesNotContain(EarlyHolders.STRIPPED);
    assertThat(realm.effectiveRoles(EarlyHolders.STELLA)).contains(EarlyHolders.STRIPPED);
  }

  @Test
  void aTokenEndsWithTheBindingThatItsRolesRelyOn() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    Instant end = Instant.now().plusSeconds(40);
    story.bind(ticket, alice, Map.of("expiresAt", end.toString())).expect(201);

    JsonNode login = password(alice).expect(200).json();

    for (String token : List.of("access_token", "id_token", "refresh_token")) {
      assertThat(claims(login.path(token).asText()).path("exp").asLong())
          .as(token)
          .isEqualTo(end.getEpochSecond());
    }
    assertThat(login.path("expires_in").asLong()).isBetween(20L, 40L);
    assertThat(login.path("refresh_expires_in").asLong()).isBetween(20L, 40L);
    assertThat(roles(claims(login.path("access_token").asText()))).contains(Story.ROLE);
    assertThat(realm.isActive(login.path("access_token").asText())).isTrue();
    JsonNode refreshed = realm.refresh(login.path("refresh_token").asText()).expect(200).json();
    assertThat(claims(refreshed.path("access_token").asText()).path("exp").asLong())
        .isEqualTo(end.getEpochSecond());
  }

  @Test
  void whoHoldsNothingProtectedHasTheirTokenAsEver() {
    String nobody = story.newUser();

    JsonNode login = password(nobody).expect(200).json();

    assertThat(login.path("expires_in").asLong()).isBetween(290L, 300L);
    assertThat(claims(login.path("access_token").asText()).has("ticket")).isFalse();
  }
}
