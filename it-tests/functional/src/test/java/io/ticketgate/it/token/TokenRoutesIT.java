package io.ticketgate.it.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ticketgate.it.Story;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No token carries a protected role without a live binding, or outlives it, whichever way it was
 * got.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TokenRoutesIT {

  private static final String STRIPPED = "strip-me";
  private static final long LIVE_SECONDS = 600;

  /** Long enough to prepare all that is asked with afterwards. */
  private static final long SHORT_SECONDS = 45;

  private final Map<State, Person> people = new EnumMap<>(State.class);
  private final Map<String, String> had = new HashMap<>();
  private final Map<String, Outcome> observed = new HashMap<>();
  private final Bounds bounds = new Bounds();
  private CibaDevice device;
  private KeycloakServer server;
  private TokenRealm stage;
  private Flows flows;

  @BeforeAll
  void prepare() {
    device = new CibaDevice();
    server = TokenServer.start(KeycloakOptions.gated(), device);
    stage = new TokenRealm(server);
    flows = new Flows(stage.realm, device);
    stage.realm.createRole(Story.ROLE);
    stage.realm.createRole(STRIPPED);
    for (State state : State.values()) {
      Person person =
          new Person(state, state == State.STRIPPED ? STRIPPED : Story.ROLE, Optional.empty());
      people.put(state, person);
      stage.createUser(person.user());
      stage.realm.createClient(person.client());
      if (state.olderThanTheRule()) {
        stage.realm.assign(person.user(), person.role()).expect(204);
        stage
            .realm
            .mappings(stage.realm.serviceAccountUserId(person.client()))
            .post(List.of(stage.realm.role(person.role())))
            .expect(204);
        prepare(person);
      }
    }
    protectAndBind();
  }

  private void protectAndBind() {
    Story story = Story.whereTheRoleIs(stage.realm);
    story.rule(Map.of("tickets", Map.of("minApprovals", 1, "maxUses", 10)));
    story.rule(
        Map.of(
            "name",
            "stripping",
            "protects",
            Map.of("realmRoles", List.of(STRIPPED)),
            "onTokenWithoutBinding",
            "strip"));
    Instant soon = bind(story, State.EXPIRED, SHORT_SECONDS);
    bind(story, State.LIVE, LIVE_SECONDS);
    bind(story, State.REVOKED, LIVE_SECONDS);
    bind(story, State.SUSPENDED, LIVE_SECONDS);
    step(State.REVOKED, "revoke");
    step(State.SUSPENDED, "suspend");
    Waiting.until(soon.plusSeconds(1));
  }

  private void step(State state, String step) {
    for (String subject :
        List.of("user=" + people.get(state).user(), "client=" + people.get(state).client())) {
      stage
          .realm
          .gate("/bindings?" + subject)
          .get()
          .expect(200)
          .json()
          .forEach(
              binding ->
                  stage
                      .realm
                      .gate("/bindings/" + binding.path("id").asText() + "/" + step)
                      .post(Map.of("reason", "test"))
                      .expect(200));
    }
  }

  /** Binds user and service account, and has them log in; answers the end. */
  private Instant bind(Story story, State state, long seconds) {
    Instant end = Instant.now().plusSeconds(seconds);
    Person person = people.get(state).until(end);
    people.put(state, person);
    for (Map<String, String> subject :
        List.of(Map.of("user", person.user()), Map.of("serviceAccount", person.client()))) {
      String name = subject.values().iterator().next();
      story
          .bind(
              story.ticketFor(name).push(),
              name,
              Map.of("subject", subject, "expiresAt", end.toString()))
          .expect(201);
    }
    prepare(person);
    assertThat(Instant.now()).as("time to prepare %s", state).isBefore(end.minusSeconds(1));
    return end;
  }

  private void prepare(Person person) {
    for (Way way : Ways.all()) {
      String name = way + " " + person.state();
      had.put(name, way.before().apply(flows, person));
      person
          .end()
          .filter(end -> !had.get(name).isEmpty())
          .ifPresent(end -> bounds.keep(name, had.get(name), end));
    }
  }

  @AfterAll
  void stop() {
    Table.print(Ways.all(), observed);
    stage.close();
    server.close();
    device.close();
  }

  static Stream<Arguments> waysAndStates() {
    List<Arguments> all = new ArrayList<>();
    Ways.all()
        .forEach(
            way ->
                Arrays.stream(State.values()).forEach(state -> all.add(Arguments.of(way, state))));
    return all.stream();
  }

  @Order(1)
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("waysAndStates")
  void tokensCarryTheRoleOnlyUnderALiveBinding(Way way, State state) {
    assumeTrue(!way.id().equals("JWT grant") || stage.hasAssertions(), "no JWT grant");
    assumeTrue(!way.id().equals(OthersWays.OFFER) || stage.hasOffers(), "no offers");
    assumeTrue(
        !way.id().equals("UMA by ID token") || state != State.EXPIRED || stage.hasAssertions(),
        "an ID token does not run out there");
    Person person = people.get(state);

    Obtained obtained = way.ask().of(flows, person, had.get(way + " " + state));

    Outcome outcome = obtained.outcome(person.role());
    observed.put(way + " " + state, outcome);
    if (outcome == Outcome.WITH && person.end().isPresent()) {
      bounds.keep(way + " " + state, obtained, person.end().get());
      assertThat(obtained.documents().keySet()).as("%s", obtained).isNotEmpty();
    }
    assertThat(outcome).as("%s", obtained).isEqualTo(way.kind().expected(state));
  }

  /** With all that the others have got. */
  @Order(2)
  @Test
  void noTokenOutlivesItsBinding() {
    bounds.requireNoneLonger();
  }
}
