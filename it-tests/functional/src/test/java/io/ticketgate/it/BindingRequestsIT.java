package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests about bindings that are repeated, come too late or ask for nonsense. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BindingRequestsIT {

  private StrictRealm strict;
  private Story story;
  private RealmFixture realm;

  /** Who is asked about in requests that fail before anybody is looked for. */
  private String anybody;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    strict = new StrictRealm(fixture);
    story = strict.story;
    realm = fixture;
    anybody = strict.anybody;
  }

  @Tag("database")
  @Test
  void answersTheSameRequestWithTheSameBinding() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    Answer first = story.bind(ticket, alice).expect(201);
    String before = strict.state(alice, ticket);

    Answer second = story.bind(ticket, alice);

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json()).isEqualTo(first.json());
    assertThat(strict.state(alice, ticket)).isEqualTo(before);
  }

  @Tag("database")
  @Test
  void refusesTheSameRequestWithAnotherEnd() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    story.bind(ticket, alice).expect(201);
    String end = Instant.now().plus(3, ChronoUnit.HOURS).toString();
    strict.refused(
        alice,
        ticket,
        () -> story.bind(ticket, alice, Map.of("expiresAt", end)),
        409,
        "ticket_used");
  }

  @Test
  void makesOneBindingOfConcurrentIdenticalRequests() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    List<Answer> answers = Race.run(Collections.nCopies(8, () -> story.bind(ticket, alice)));
    assertThat(answers).extracting(Answer::status).containsOnlyOnce(201);
    assertThat(answers).extracting(Answer::status).containsOnly(200, 201);
    assertThat(answers)
        .extracting(answer -> answer.text("id"))
        .containsOnly(answers.get(0).text("id"));
    assertThat(realm.gate("/bindings?user=" + alice).get().json()).hasSize(1);
  }

  // Transitions

  @Tag("database")
  @ParameterizedTest
  @ValueSource(strings = {"%00", "00000000-0000-0000-0000-000000000000"})
  void saysThatThereIsNoSuchBinding(String id) {
    strict.refused(anybody, () -> realm.gate("/bindings/" + id).get(), 404, "binding_not_live");
    strict.refused(
        anybody, () -> realm.gate("/bindings/" + id + "/history").get(), 404, "binding_not_live");
    strict.refused(
        anybody, () -> realm.gate("/bindings/" + id + "/activate").post(), 404, "binding_not_live");
    strict.refused(
        anybody, () -> realm.gate("/bindings/" + id + "/revoke").post(), 404, "binding_not_live");
  }

  @Tag("database")
  @Test
  void refusesToActivateOrRevokeWhatHasEnded() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = story.bind(ticket, alice).expect(201).createdId();
    Answer live =
        strict.refused(
            alice,
            ticket,
            () -> realm.gate("/bindings/" + id + "/activate").post(),
            409,
            "binding_not_live");
    assertThat(live.text("detail")).contains("ACTIVE");
    ticket.close();
    for (String step : List.of("/activate", "/revoke")) {
      strict.refused(
          alice,
          ticket,
          () -> realm.gate("/bindings/" + id + step).post(),
          409,
          "binding_not_live");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"reason\":5}"})
  void refusesAMalformedRevocation(String body) {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = story.bind(ticket, alice).expect(201).createdId();
    strict.refused(
        alice,
        ticket,
        () -> realm.gate("/bindings/" + id + "/revoke").post(body),
        400,
        "invalid_request");
  }

  // Filters

  @ParameterizedTest
  @ValueSource(strings = {"first=-1", "status=alive"})
  void refusesAMalformedFilter(String query) {
    Answer answer =
        strict.refused(
            anybody, () -> realm.gate("/bindings?" + query).get(), 400, "invalid_request");
    assertThat(query).startsWith(answer.text("field") + "=");
  }
}
