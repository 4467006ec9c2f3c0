package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A grant that is asked for now begins by itself at a time to come, if it is still allowed. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartIT {

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of());
  }

  private static Instant in(int seconds) {
    return Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
  }

  private JsonNode toStart(Pushed ticket, String alice, Instant start) {
    return story.bind(ticket, alice, Map.of("startsAt", start.toString())).expect(201).json();
  }

  private String status(JsonNode bound) {
    return story.binding(bound.path("id").asText()).path("status").asText();
  }

  @Test
  void beginsAtItsTimeAndNotBefore() {
    String alice = story.newUser();
    Instant start = in(4);

    JsonNode bound = toStart(story.ticketFor(alice).push(), alice, start);

    assertThat(bound.path("status").asText()).isEqualTo("AUTHORIZED");
    assertThat(bound.path("startsAt").asText()).isEqualTo(start.toString());
    assertThat(bound.path("notBefore").asText()).isEqualTo(start.toString());
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    assertThat(realm.assign(alice, Story.ROLE).status()).as("by the stock endpoint").isEqualTo(403);
    assertThat(Story.eventually(() -> realm.directRoles(alice).contains(Story.ROLE))).isTrue();
    assertThat(Instant.now()).isAfterOrEqualTo(start);
    JsonNode given = story.binding(bound.path("id").asText());
    assertThat(given.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(given.has("startsAt")).isFalse();
  }

  @Test
  void doesNotBeginUnderATicketThatWasClosedMeanwhile() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    JsonNode bound = toStart(ticket, alice, in(3));

    ticket.close();

    assertThat(status(bound)).isEqualTo("REVOKED");
    assertThat(Story.within(6, () -> realm.directRoles(alice).contains(Story.ROLE))).isFalse();
  }

  @Test
  void endsWithItsReasonWhereARuleDoesNotAllowItAnyMore() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    JsonNode bound = toStart(ticket, alice, in(4));

    story.rule(
        Map.of(
            "name",
            "stricter",
            "onChange",
            "keep",
            "tickets",
            Map.of("types", new String[] {"incident"})));

    String id = bound.path("id").asText();
    assertThat(Story.eventually(() -> status(bound).equals("REVOKED"))).isTrue();
    assertThat(story.binding(id).path("cause").asText()).isEqualTo("start_refused");
    assertThat(realm.gate("/bindings/" + id + "/history").get().expect(200).body())
        .contains("ticket_type_not_allowed");
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    realm.gate("/rules/" + Configuration.id(realm, "/rules", "stricter")).delete().expect(204);
  }

  @Test
  void aStartThatIsOverOrFarAwayIsRefusedWithTheFieldsName() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    for (Instant start : new Instant[] {in(-60), in(400 * 86_400)}) {
      assertThat(story.bind(ticket, alice, Map.of("startsAt", start.toString())).expect(400).body())
          .contains("startsAt");
    }
  }
}
