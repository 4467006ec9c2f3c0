package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.JsonItsm.Mood;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people ask for becomes a ticket in an ITSM with any JSON API, however it answers. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestRequestIT {

  private final JsonItsm itsm = JsonItsm.start();
  private RealmFixture realm;
  private int people;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    realm.createUser("bob");
    realm.createUser("carol");
    realm.createRole(Story.ROLE);
    realm.gate("/systems").post(itsm.system(JsonItsm.takingRequests())).expect(201);
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "own",
                "provisioning",
                "automatic",
                "protects",
                Map.of("realmRoles", List.of(Story.ROLE)),
                "tickets",
                Map.of("minApprovals", 2),
                "request",
                Map.of("allowed", List.of("*"))))
        .expect(201);
  }

  @AfterAll
  void stop() {
    itsm.close();
  }

  private String newUser() {
    String name = "asker" + ++people;
    realm.createUser(name);
    return name;
  }

  private Http.Call my(String path, String user) {
    return realm.open("/ticket-gate/my" + path).bearer(realm.tokenOf(user));
  }

  private Answer ask(String user, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("entitlement", Map.of("realmRole", Story.ROLE));
    body.put("justification", "a \"quote\" and {requester}");
    body.putAll(more);
    return my("/requests", user).post(body);
  }

  @Test
  void askedApprovedTakenUpAndGivenBack() {
    String user = newUser();
    Instant until = Instant.now().plus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    Answer asked = ask(user, Map.of("until", until.toString())).expect(201);
    String key = asked.text("ticket").substring("itsm:".length());
    JsonNode made = itsm.ticket(key);
    assertThat(made.path("requestedFor").asText()).isEqualTo(user);
    assertThat(made.path("entitlements").asText()).isEqualTo("role:" + Story.ROLE);
    assertThat(made.path("justification").asText()).isEqualTo("a \"quote\" and {requester}");
    assertThat(made.path("until").asText()).isEqualTo(until.toString());
    assertThat(made.path("request").asText()).isEqualTo(asked.createdId());
    assertThat(asked.text("url")).endsWith("/show/" + key);
    itsm.approve(key, "bob", "carol");
    String id = asked.createdId();
    Answer taken = my("/requests/" + id + "/activate", user).post().expect(200);
    assertThat(realm.directRoles(user)).contains(Story.ROLE);
    my("/access/" + taken.text("id") + "/give-back", user).post().expect(200);
    assertThat(Story.eventually(() -> !realm.directRoles(user).contains(Story.ROLE))).isTrue();
  }

  @Test
  void aTicketWhoseAnswerWasLostIsFoundAgain() {
    String user = newUser();
    itsm.loseAnswer();
    Answer lost = ask(user, Map.of()).expect(503);
    assertThat(lost.text("code")).isEqualTo("itsm_unavailable");
    assertThat(lost.header("Retry-After")).isNotEmpty();
    String id = my("/requests", user).get().json().get(0).path("id").asText();
    assertThat(my("/requests/" + id, user).get().expect(200).text("status")).isEqualTo("making");
    assertThat(my("/requests/" + id + "/activate", user).post().status()).isEqualTo(409);

    Answer again = ask(user, Map.of()).expect(201);

    assertThat(again.text("id")).isEqualTo(id);
    String key = again.text("ticket").substring("itsm:".length());
    assertThat(itsm.ticket(key).path("request").asText()).isEqualTo(id);
    assertThat(my("/requests", user).get().json()).hasSize(1);
    assertThat(again.header("Location")).endsWith("/" + id);
  }

  @Test
  void anItsmThatDoesNotAnswerKeepsNobodyWaiting() {
    String user = newUser();
    for (Mood mood : List.of(Mood.BROKEN, Mood.LOGIN_PAGE, Mood.FORBIDDEN, Mood.SILENT)) {
      itsm.mood(mood);
      try {
        Instant begin = Instant.now();
        Answer refused = ask(user, Map.of("justification", mood.name())).expect(503);
        assertThat(refused.text("code")).as(mood.name()).isEqualTo("itsm_unavailable");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
      } finally {
        itsm.mood(Mood.WELL);
      }
    }
  }

  @Test
  void aTicketThatIsChangedInTheItsmGivesNothing() {
    String user = newUser();
    Answer asked = ask(user, Map.of()).expect(201);
    String key = asked.text("ticket").substring("itsm:".length());
    itsm.change(key, "entitlements", "role:" + Story.ROLE + ", role:admin");
    itsm.approve(key, "bob", "carol");
    Answer refused = my("/requests/" + asked.createdId() + "/activate", user).post().expect(403);
    assertThat(refused.text("code")).isEqualTo("ticket_mismatch");
    assertThat(realm.directRoles(user)).doesNotContain(Story.ROLE);
  }

  @Test
  void settingsThatCouldMakeTwoTicketsAreRefused() {
    Map<String, Object> without = new LinkedHashMap<>(JsonItsm.takingRequests());
    without.remove("requestFindPath");
    Answer refused = realm.gate("/systems").post(itsm.system("twice", without)).expect(400);
    assertThat(refused.text("detail")).contains("requestFindPath");
  }
}
