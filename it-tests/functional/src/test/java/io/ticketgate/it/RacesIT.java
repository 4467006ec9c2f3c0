package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever comes first: at the end grants and bindings agree, and nobody met a server error. */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RacesIT {

  private static final int AT_ONCE = 4;
  private static final List<String> LIVE = List.of("AUTHORIZED", "ACTIVE", "SUSPENDED");

  private Story story;
  private RealmFixture realm;
  private JsonNode role;
  private int users;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    // Uses without limit, so that a second grant is decided by the ticket's state alone.
    story.rule(Map.of("tickets", Map.of("minApprovals", 2, "maxUses", 100)));
    role = realm.role(Story.ROLE);
  }

  /** A user without a password: 200 of those are made in no time. */
  private record Someone(String name, String id) {}

  private Someone someone() {
    String name = "racer" + ++users;
    return new Someone(name, realm.createUser(name, Map.of("credentials", List.of())));
  }

  private Answer stock(Someone user, String ticket) {
    return realm.mappings(user.id()).ticket(ticket).post(List.of(role));
  }

  private Answer closing(Pushed ticket) {
    return ticket.closing();
  }

  private List<String> live(Someone user) {
    List<String> live = new ArrayList<>();
    for (JsonNode binding : realm.gate("/bindings?user=" + user.name()).get().expect(200).json()) {
      if (LIVE.contains(binding.path("status").asText())) {
        live.add(binding.path("id").asText());
      }
    }
    return live;
  }

  private boolean mapped(Someone user) {
    for (JsonNode each : realm.mappings(user.id()).get().expect(200).json()) {
      if (each.path("name").asText().equals(Story.ROLE)) {
        return true;
      }
    }
    return false;
  }

  private static void assertNoServerError(List<List<Answer>> races) {
    assertThat(races.stream().flatMap(List::stream))
        .allSatisfy(answer -> assertThat(answer.status()).isLessThan(500));
  }

  private void grantVersusClose(String title, int times, boolean throughStock) {
    List<Someone> people = new ArrayList<>();
    List<Callable<List<Answer>>> races = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Someone user = someone();
      Pushed ticket = story.ticketFor(user.name()).push();
      people.add(user);
      Callable<Answer> grant =
          () ->
              throughStock ? stock(user, ticket.ref()) : story.bind(ticket, user.name(), Map.of());
      races.add(() -> Race.run(List.of(grant, () -> closing(ticket))));
    }

    List<List<Answer>> answers = Race.all(AT_ONCE, races);

    Race.distribution(title, answers);
    assertNoServerError(answers);
    assertThat(answers).allSatisfy(race -> assertThat(race.get(1).status()).isEqualTo(200));
    assertThat(people)
        .allSatisfy(
            user -> {
              assertThat(live(user)).isEmpty();
              assertThat(mapped(user)).isFalse();
            });
  }

  @Test
  void aGrantThroughTheGateRacingTheClosingLeavesNothing() {
    grantVersusClose("POST /bindings against closing", 100, false);
  }

  @Test
  void aGrantThroughTheStockEndpointRacingTheClosingLeavesNothing() {
    grantVersusClose("stock endpoint with header against closing", 100, true);
  }

  @Test
  void anAuthorisationExercisedWhileTheTicketClosesLeavesNothing() {
    List<Someone> people = new ArrayList<>();
    List<Callable<List<Answer>>> races = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Someone user = someone();
      Pushed ticket = story.ticketFor(user.name()).push();
      story.bind(ticket, user.name(), Map.of("activate", false)).expect(201);
      people.add(user);
      races.add(
          () ->
              Race.run(
                  List.of(
                      () -> realm.mappings(user.id()).post(List.of(role)), () -> closing(ticket))));
    }

    List<List<Answer>> answers = Race.all(AT_ONCE, races);

    Race.distribution("stock endpoint with an authorisation against closing", answers);
    assertNoServerError(answers);
    assertThat(people)
        .allSatisfy(
            user -> {
              assertThat(live(user)).isEmpty();
              assertThat(mapped(user)).isFalse();
            });
  }

  @Test
  void identicalRequestsMakeOneBinding() {
    List<List<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Someone user = someone();
      Pushed ticket = story.ticketFor(user.name()).push();
      Callable<Answer> request = () -> story.bind(ticket, user.name(), Map.of());

      List<Answer> race = Race.run(Collections.nCopies(6, request));

      answers.add(race);
      assertThat(race.stream().map(Answer::status).sorted().toList())
          .containsExactly(200, 200, 200, 200, 200, 201);
      assertThat(race.stream().map(answer -> answer.text("id")).distinct()).hasSize(1);
      assertThat(live(user)).hasSize(1);
      assertThat(mapped(user)).isTrue();
    }
    Race.distribution("identical POST /bindings", answers);
  }

  @Test
  void twoTicketsClosingAtOnceTakeTheGrantAway() {
    List<List<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Someone user = someone();
      Pushed first = story.ticketFor(user.name()).push();
      Pushed second = story.ticketFor(user.name()).push();
      story.bind(first, user.name()).expect(201);
      story.bind(second, user.name()).expect(201);

      answers.add(Race.run(List.of(() -> closing(first), () -> closing(second))));

      assertThat(live(user)).isEmpty();
      assertThat(mapped(user)).isFalse();
    }
    Race.distribution("two closings of one grant", answers);
    assertNoServerError(answers);
  }

  @Test
  void aSecondGrantRacingTheClosingOfTheFirstKeepsMappingAndBindingTogether() {
    List<List<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Someone user = someone();
      Pushed first = story.ticketFor(user.name()).push();
      Pushed second = story.ticketFor(user.name()).push();
      story.bind(first, user.name()).expect(201);

      List<Answer> race =
          Race.run(List.of(() -> closing(first), () -> story.bind(second, user.name(), Map.of())));

      answers.add(race);
      assertThat(race.get(1).status()).isEqualTo(201);
      assertThat(live(user)).containsExactly(race.get(1).text("id"));
      assertThat(mapped(user)).isTrue();
    }
    Race.distribution("closing of the first against a second grant", answers);
    assertNoServerError(answers);
  }

  @Test
  void anExpiryRacingASecondGrantKeepsMappingAndBindingTogether() throws Exception {
    List<Someone> people = new ArrayList<>();
    List<Pushed> firsts = new ArrayList<>();
    List<Pushed> seconds = new ArrayList<>();
    Instant begin = Instant.now();
    for (int i = 0; i < 20; i++) {
      Someone user = someone();
      people.add(user);
      firsts.add(story.ticketFor(user.name()).push());
      seconds.add(story.ticketFor(user.name()).push());
    }
    // Later than the last of them is made, which takes a third of the requests so far.
    Instant end = Instant.now().plusSeconds(5).plus(Duration.between(begin, Instant.now()));
    for (int i = 0; i < people.size(); i++) {
      story
          .bind(firsts.get(i), people.get(i).name(), Map.of("expiresAt", end.toString()))
          .expect(201);
    }
    Thread.sleep(Math.max(0, end.toEpochMilli() - System.currentTimeMillis()));

    // Spread over more than one interval of the sweep.
    List<List<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < people.size(); i++) {
      answers.add(List.of(story.bind(seconds.get(i), people.get(i).name())));
      Thread.sleep(300);
    }

    Race.distribution("expiry against a second grant", answers);
    assertNoServerError(answers);
    assertThat(people)
        .allSatisfy(
            user -> {
              assertThat(Story.eventually(() -> live(user).size() == 1)).isTrue();
              assertThat(mapped(user)).isTrue();
            });
  }

  @Test
  void firstGrantsOfOneSubjectUnderSeveralTicketsAllSucceed() {
    List<List<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Someone user = someone();
      List<Callable<Answer>> grants = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Pushed ticket = story.ticketFor(user.name()).push();
        grants.add(() -> story.bind(ticket, user.name(), Map.of()));
      }

      List<Answer> race = Race.run(grants);

      answers.add(race);
      assertThat(race).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
      assertThat(live(user)).hasSize(4);
      assertThat(mapped(user)).isTrue();
    }
    Race.distribution("first grants of one subject under four tickets", answers);
  }

  @Test
  void oneGrantAskedForOnBothRoutesAtOnceIsMadeOnce() {
    List<List<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Someone user = someone();
      Pushed ticket = story.ticketFor(user.name()).push();

      answers.add(
          Race.run(
              List.of(
                  () -> story.bind(ticket, user.name(), Map.of()),
                  () -> stock(user, ticket.ref()))));

      assertThat(live(user)).hasSize(1);
      assertThat(mapped(user)).isTrue();
    }
    Race.distribution("the same grant on both routes", answers);
    assertNoServerError(answers);
  }
}
