package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How long a replaced secret stays good, on a server without Keycloak's feature
 * client-secret-rotation.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RotationIT {

  private static final int GRACE_SECONDS = 4;

  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(realm);
    realm.createUser("dora");
    for (String client : List.of("ci-1", "ci-2", "ci-3", "now-1")) {
      realm.createClient(client);
    }
    rule("ci", "ci-*", "PT" + GRACE_SECONDS + "S");
    rule("patient", "ci-2", "PT1H");
    rule("now", "now-*", "PT0S");
  }

  private void rule(String name, String pattern, String grace) {
    story.rule(
        Map.of(
            "name",
            name,
            "protects",
            Map.of("clientCredentials", List.of(pattern)),
            "rotationGrace",
            grace));
  }

  private Pushed ticketFor(String client) {
    return story
        .ticketFor(client)
        .with("requester", "dora")
        .with("entitlements", List.of(Map.of("clientCredential", client)))
        .push();
  }

  private String secret(Pushed ticket, String client) {
    return realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket",
                ticket.ref(),
                "subject",
                Map.of("serviceAccount", client),
                "entitlement",
                Map.of("clientCredential", client)))
        .expect(201)
        .json()
        .at("/credential/secret")
        .asText();
  }

  private boolean inForce(String client, String secret) {
    Answer answer = realm.server().admin().clientCredentials(realm.name(), client, secret);
    assertThat(answer.status()).as("%s", answer).isIn(200, 400, 401);
    if (answer.status() == 400) {
      // The right secret, and no live binding: only the token gate is in its way.
      assertThat(answer.text("error_description")).startsWith("binding_not_live: ");
    }
    return answer.status() != 401;
  }

  @Test
  void theOldSecretStaysForTheShortestGraceOfTheRules() {
    String old = secret(ticketFor("ci-2"), "ci-2");
    Instant rotated = Instant.now();
    String next = secret(ticketFor("ci-2"), "ci-2");

    assertThat(inForce("ci-2", old)).isTrue();
    assertThat(inForce("ci-2", next)).isTrue();
    assertThat(Story.eventually(() -> !inForce("ci-2", old))).isTrue();
    assertThat(Instant.now()).isAfter(rotated.plusSeconds(GRACE_SECONDS - 1));
    assertThat(inForce("ci-2", next)).isTrue();
  }

  @Test
  void aSecretFromBeforeAnyTicketGetsNoGrace() {
    String next = secret(ticketFor("ci-3"), "ci-3");

    assertThat(inForce("ci-3", RealmFixture.SECRET)).isFalse();
    assertThat(inForce("ci-3", next)).isTrue();
  }

  @Test
  void withoutGraceTheOldSecretEndsAtOnce() {
    String old = secret(ticketFor("now-1"), "now-1");
    String next = secret(ticketFor("now-1"), "now-1");

    assertThat(inForce("now-1", old)).isFalse();
    assertThat(inForce("now-1", next)).isTrue();
  }

  @Test
  void theOldSecretEndsWithItsOwnTicketAndTheNewOneStays() {
    Pushed first = ticketFor("ci-1");
    String old = secret(first, "ci-1");
    String next = secret(ticketFor("ci-1"), "ci-1");
    assertThat(inForce("ci-1", old)).isTrue();

    first.close();

    assertThat(inForce("ci-1", old)).isFalse();
    assertThat(inForce("ci-1", next)).isTrue();
  }
}
