package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A grant ends by the clock: not before its time, and not much after. */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExpiryIT {

  /** The default interval of the sweep, and what a busy machine needs on top. */
  private static final Duration LATEST = Duration.ofSeconds(8);

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of("tickets", Map.of("maxUses", 10)));
  }

  private JsonNode ended(String id) {
    assertThat(Story.eventually(() -> !story.binding(id).path("endedAt").isMissingNode())).isTrue();
    return story.binding(id);
  }

  /** An end comes first, and the role is gone a moment later. */
  private void assertTaken(String user) {
    assertThat(Story.eventually(() -> !realm.directRoles(user).contains(Story.ROLE))).isTrue();
  }

  @Test
  void endsWithinSecondsOfItsTimeAndNotBefore() throws InterruptedException {
    String alice = story.newUser();
    Instant expires = Instant.now().plusSeconds(3);
    String id =
        story
            .bind(story.ticketFor(alice).push(), alice, Map.of("expiresAt", expires.toString()))
            .expect(201)
            .createdId();
    Thread.sleep(Math.max(0, Duration.between(Instant.now(), expires).toMillis() - 800));
    assertThat(story.binding(id).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);

    JsonNode ended = ended(id);

    assertThat(ended.path("status").asText()).isEqualTo("EXPIRED");
    assertThat(Instant.parse(ended.path("endedAt").asText()))
        .isBetween(expires, expires.plus(LATEST));
    assertTaken(alice);
  }

  @Test
  void anAuthorisationThatNobodyExercisedRunsOutToo() {
    String alice = story.newUser();
    String id =
        story
            .bind(
                story.ticketFor(alice).push(),
                alice,
                Map.of("activate", false, "expiresAt", Instant.now().plusSeconds(2).toString()))
            .expect(201)
            .createdId();

    assertThat(ended(id).path("cause").asText()).isEqualTo("expired");
    assertThat(realm.assign(alice, Story.ROLE).status()).isEqualTo(403);
  }

  @Test
  void theEndOfTheChangeWindowIsTheEndOfTheGrant() {
    String alice = story.newUser();
    Instant end = Instant.now().plusSeconds(4);
    Pushed ticket =
        story
            .ticketFor(alice)
            .with("plannedStart", Instant.now().minusSeconds(60).toString())
            .with("plannedEnd", end.toString())
            .push();
    String id = story.bind(ticket, alice).expect(201).createdId();

    assertThat(Instant.parse(ended(id).path("endedAt").asText())).isBetween(end, end.plus(LATEST));
    assertTaken(alice);
  }

  @Test
  void whatRunsOutLeavesTheGrantToAnotherTicket() {
    String alice = story.newUser();
    String shorter =
        story
            .bind(
                story.ticketFor(alice).push(),
                alice,
                Map.of("expiresAt", Instant.now().plusSeconds(2).toString()))
            .expect(201)
            .createdId();
    story.bind(story.ticketFor(alice).push(), alice).expect(201);
    String token = realm.tokenOf(alice);

    assertThat(ended(shorter).path("status").asText()).isEqualTo("EXPIRED");

    assertThat(realm.directRoles(alice)).contains(Story.ROLE);
    assertThat(realm.isActive(token)).isTrue();
  }
}
