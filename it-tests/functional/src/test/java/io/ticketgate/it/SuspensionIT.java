package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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

/** A binding is suspended, and resumed. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuspensionIT {

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of());
  }

  private Answer step(String id, String step) {
    return realm.gate("/bindings/" + id + "/" + step).post();
  }

  @Test
  void aSuspendedBindingGrantsNothingUntilItIsResumed() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    JsonNode bound = story.bind(ticket, alice).expect(201).json();
    String id = bound.path("id").asText();
    String token = realm.tokenOf(alice);
    assertThat(realm.isActive(token)).isTrue();

    JsonNode suspended =
        realm
            .gate("/bindings/" + id + "/suspend")
            .post(Map.of("reason", "on leave"))
            .expect(200)
            .json();

    assertThat(suspended.path("status").asText()).isEqualTo("SUSPENDED");
    assertThat(suspended.has("endedAt")).isFalse();
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    assertThat(realm.isActive(token)).isFalse();

    JsonNode resumed = step(id, "resume").expect(200).json();

    assertThat(resumed.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(Instant.parse(resumed.path("expiresAt").asText()))
        .isBeforeOrEqualTo(Instant.parse(bound.path("expiresAt").asText()));
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);
    JsonNode history = realm.gate("/bindings/" + id + "/history").get().expect(200).json();
    assertThat(history)
        .extracting(each -> each.path("to").asText())
        .containsExactly("ACTIVE", "SUSPENDED", "ACTIVE");
    assertThat(history.path(1).path("detail").asText()).isEqualTo("on leave");
  }

  @Test
  void theTicketOfASuspendedBindingDoesNotOpenTheStockEndpoint() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = story.bind(ticket, alice).expect(201).createdId();
    step(id, "suspend").expect(200);

    Answer refused = realm.assign(alice, Story.ROLE, ticket.ref());

    assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
    assertThat(refused.text("error")).isEqualTo("binding_not_live");
    assertThat(realm.assign(alice, Story.ROLE).text("error")).isEqualTo("ticket_required");
    assertThat(story.bind(ticket, alice).text("code")).isEqualTo("binding_not_live");
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
  }

  @Test
  void aTicketThatClosesEndsASuspendedBindingToo() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = story.bind(ticket, alice).expect(201).createdId();
    step(id, "suspend").expect(200);

    ticket.close();

    assertThat(story.binding(id).path("status").asText()).isEqualTo("REVOKED");
    assertThat(step(id, "resume").expect(409).text("code")).isEqualTo("binding_not_live");
  }

  @Test
  void anotherLiveBindingKeepsTheGrant() {
    String alice = story.newUser();
    String first = story.bind(story.ticketFor(alice).push(), alice).expect(201).createdId();
    story.bind(story.ticketFor(alice).push(), alice).expect(201);

    step(first, "suspend").expect(200);

    assertThat(realm.directRoles(alice)).contains(Story.ROLE);
  }

  @Test
  void onlyAnActiveBindingIsSuspendedAndOnlyASuspendedOneResumed() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String waiting = story.bind(ticket, alice, Map.of("activate", false)).expect(201).createdId();

    for (String wrong : List.of("suspend", "resume")) {
      Answer refused = step(waiting, wrong);
      assertThat(refused.status()).as(wrong).isEqualTo(409);
      assertThat(refused.text("code")).as(wrong).isEqualTo("binding_not_live");
    }
    step(waiting, "activate").expect(200);
    step(waiting, "suspend").expect(200);
    assertThat(step(waiting, "suspend").status()).isEqualTo(409);
    assertThat(step("none", "suspend").status()).isEqualTo(404);
  }
}
