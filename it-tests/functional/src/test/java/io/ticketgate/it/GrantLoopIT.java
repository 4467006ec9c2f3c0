package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole loop: approved, granted, seen, closed, gone. */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrantLoopIT {

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of("tickets", Map.of("minApprovals", 2)));
  }

  @Test
  void anUnticketedGrantIsRefusedAndLeavesNothing() {
    String alice = story.newUser();

    Answer refused = realm.assign(alice, Story.ROLE);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("ticket_required");
    assertThat(refused.text("error_description")).contains("prod-admins").contains("X-Ticket-Ref");
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
  }

  @Test
  void anApprovedTicketGrantsAndItsClosingTakesTheRoleAndTheTokensAway() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();

    Answer created = story.bind(ticket, alice);

    assertThat(created.status()).isEqualTo(201);
    JsonNode binding = created.json();
    assertThat(binding.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(binding.path("ticket").asText()).isEqualTo(ticket.ref());
    assertThat(binding.path("subject").path("user").asText()).isEqualTo(alice);
    assertThat(binding.path("entitlement").path("realmRole").asText()).isEqualTo(Story.ROLE);
    assertThat(binding.path("rule").asText()).isEqualTo("prod-admins");
    assertThat(binding.path("approvers"))
        .extracting(JsonNode::asText)
        .containsExactly("bob", "carol");
    assertThat(Instant.parse(binding.path("expiresAt").asText())).isAfter(Instant.now());
    assertThat(created.header("Location")).endsWith("/ticket-gate/bindings/" + created.createdId());
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);

    JsonNode login = realm.login(alice);
    String token = login.path("access_token").asText();
    assertThat(realm.isActive(token)).isTrue();

    ticket.close();

    JsonNode ended = story.binding(created.createdId());
    assertThat(ended.path("status").asText()).isEqualTo("REVOKED");
    assertThat(ended.path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    assertThat(realm.isActive(token)).isFalse();
    assertThat(realm.refresh(login.path("refresh_token").asText()).status()).isEqualTo(400);
    assertThat(realm.gate("/bindings/" + created.createdId() + "/history").get().json())
        .extracting(step -> step.path("to").asText())
        .containsExactly("ACTIVE", "REVOKED");
  }

  @Test
  void theTicketShowsItsBindingAndTheBindingItsTicket() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = story.bind(ticket, alice).createdId();

    assertThat(ticket.read().path("bindings").path(0).path("id").asText()).isEqualTo(id);
    assertThat(realm.gate("/bindings?ticket=" + ticket.ref()).get().json())
        .extracting(each -> each.path("id").asText())
        .containsExactly(id);
  }

  @Test
  void aHeaderOnTheStockEndpointGrantsUnderTheTicket() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();

    assertThat(realm.assign(alice, Story.ROLE, ticket.ref()).status()).isEqualTo(204);

    assertThat(realm.directRoles(alice)).contains(Story.ROLE);
    JsonNode bindings = realm.gate("/bindings?user=" + alice).get().json();
    assertThat(bindings).hasSize(1);
    assertThat(bindings.path(0).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(bindings.path(0).path("grantedBy").asText()).isEqualTo("admin");
  }

  @Test
  void anAuthorisedBindingIsConsumedByAStockAssignment() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    Answer authorised = story.bind(ticket, alice, Map.of("activate", false));
    assertThat(authorised.text("status")).isEqualTo("AUTHORIZED");
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);

    assertThat(realm.assign(alice, Story.ROLE).status()).isEqualTo(204);

    assertThat(story.binding(authorised.createdId()).path("status").asText()).isEqualTo("ACTIVE");
  }

  @Test
  void twoTicketsForOneGrantLetItLiveUntilTheLastCloses() {
    String alice = story.newUser();
    Pushed first = story.ticketFor(alice).push();
    Pushed second = story.ticketFor(alice).push();
    story.bind(first, alice).expect(201);
    story.bind(second, alice).expect(201);

    first.close();
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);

    second.close();
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
  }

  @Test
  void aBindingThatRunsOutIsTakenBackByTheClock() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id =
        story
            .bind(ticket, alice, Map.of("expiresAt", Instant.now().plusSeconds(5).toString()))
            .expect(201)
            .createdId();
    String token = realm.tokenOf(alice);
    assertThat(realm.isActive(token)).isTrue();

    assertThat(Story.eventually(() -> story.binding(id).path("status").asText().equals("EXPIRED")))
        .isTrue();
    assertThat(story.binding(id).path("cause").asText()).isEqualTo("expired");
    assertThat(Story.eventually(() -> !realm.directRoles(alice).contains(Story.ROLE))).isTrue();
    assertThat(realm.isActive(token)).isFalse();
  }

  @Test
  void anAdministratorRevokesWithAReason() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = story.bind(ticket, alice).createdId();

    Answer revoked =
        realm.gate("/bindings/" + id + "/revoke").post(Map.of("reason", "left the team"));

    assertThat(revoked.status()).isEqualTo(200);
    assertThat(revoked.text("cause")).isEqualTo("admin");
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    assertThat(
            realm.gate("/bindings/" + id + "/history").get().json().path(1).path("detail").asText())
        .isEqualTo("left the team");
    assertThat(realm.gate("/bindings/" + id + "/revoke").post(Map.of()).status()).isEqualTo(409);
  }
}
