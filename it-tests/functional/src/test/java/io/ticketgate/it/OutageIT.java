package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.HookedRealm.Held;
import io.ticketgate.it.JsonItsm.Mood;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** While an ITSM cannot be read nothing new is granted, and what was granted keeps its end. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {

  private RealmFixture fixture;
  private HookedRealm realm;
  private String system;
  private int systems;

  @BeforeAll
  void prepare(RealmFixture prepared) {
    fixture = prepared;
    realm = new HookedRealm(fixture);
  }

  /** Each test a system of its own, so that none waits because another's was down. */
  @BeforeEach
  void newSystem() {
    system = "itsm" + ++systems;
    realm.itsm.mood(Mood.WELL);
    realm.configure(system, "bearer", Map.of());
  }

  @AfterEach
  void well() {
    realm.itsm.mood(Mood.WELL);
  }

  private JsonNode health() {
    for (JsonNode one : fixture.gate("").get().expect(200).json().path("systems")) {
      if (one.path("name").asText().equals(system)) {
        return one;
      }
    }
    throw new AssertionError("no system " + system);
  }

  private double up() {
    return fixture
        .server()
        .metric(
            "ticket_gate_itsm_up", "realm=\"" + fixture.name() + "\"", "system=\"" + system + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "SILENT, unavailable",
    "RATE_LIMITED, rate_limited",
    "BROKEN, unavailable",
    "TRUNCATED, malformed",
    "LOGIN_PAGE, malformed",
    "FORBIDDEN, not_permitted"
  })
  void nothingIsGrantedWhatWasGrantedStaysAndItRecovers(Mood mood, String problem) {
    Held held = realm.grant(system);
    assertThat(health().path("health").asText()).isEqualTo("up");
    realm.itsm.mood(mood);

    Answer refused = realm.tryGrant(system);

    assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
    assertThat(refused.text("code")).isEqualTo("itsm_unavailable");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
    assertThat(refused.text("detail")).contains(system).doesNotContain("<html>");
    assertThat(held.live()).isTrue();
    assertThat(health().path("health").asText()).isEqualTo("down");
    assertThat(health().path("problem").asText()).isEqualTo(problem);
    assertThat(health().path("message").asText()).isNotEmpty();
    assertThat(up()).isZero();

    realm.itsm.mood(Mood.WELL);

    assertThat(HookedRealm.soon(() -> realm.tryGrant(system).status() == 201)).isTrue();
    assertThat(health().path("health").asText()).isEqualTo("up");
    assertThat(health().has("problem")).isFalse();
    assertThat(up()).isEqualTo(1);
  }

  @Test
  void subscribersHearOfAnOutageThatGoesOnAndOfItsEnd() throws IOException {
    try (EventReceiver receiver = new EventReceiver()) {
      String subscriber =
          fixture
              .gate("/subscribers")
              .post(
                  Map.of(
                      "name",
                      "operations",
                      "url",
                      receiver.url(),
                      "secret",
                      EventReceiver.SECRET,
                      "types",
                      List.of("io.ticketgate.itsm.down", "io.ticketgate.itsm.up"),
                      "owner",
                      "bob"))
              .expect(201)
              .createdId();
      realm.itsm.mood(Mood.BROKEN);
      assertThat(realm.tryGrant(system).status()).isEqualTo(503);
      assertThat(Story.within(60, () -> !heard(receiver).isEmpty())).isTrue();
      assertThat(heard(receiver)).containsExactly("itsm.down unavailable");

      realm.itsm.mood(Mood.WELL);
      assertThat(HookedRealm.soon(() -> realm.tryGrant(system).status() == 201)).isTrue();
      assertThat(Story.within(60, () -> heard(receiver).size() > 1)).isTrue();
      assertThat(heard(receiver)).containsExactly("itsm.down unavailable", "itsm.up ");
      fixture.gate("/subscribers/" + subscriber).delete().expect(204);
    }
  }

  private List<String> heard(EventReceiver receiver) {
    return receiver.received().stream()
        .filter(each -> each.data().path("name").asText().equals(system))
        .map(each -> each.type() + " " + each.data().path("problem").asText())
        .toList();
  }

  @Test
  void aSystemThatNobodyAskedYetIsUnknown() {
    assertThat(health().path("health").asText()).isEqualTo("unknown");
  }

  @Test
  void aStockEndpointIsRefusedInTheSameWords() {
    String user = realm.newUser();
    String key = realm.itsm.ticketFor(user);
    realm.itsm.mood(Mood.BROKEN);

    Answer refused = fixture.assign(user, Story.ROLE, system + ":" + key);

    assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
    assertThat(refused.text("error")).isEqualTo("itsm_unavailable");
    assertThat(fixture.directRoles(user)).doesNotContain(Story.ROLE);
  }

  @Test
  void aStockEndpointReadsTheTicketThatItsHeaderNames() {
    String user = realm.newUser();
    String key = realm.itsm.ticketFor(user);

    fixture.assign(user, Story.ROLE, system + ":" + key).expect(204);

    assertThat(fixture.directRoles(user)).contains(Story.ROLE);
    JsonNode ticket = fixture.gate("/tickets/" + system + "/" + key).get().expect(200).json();
    assertThat(ticket.path("bindings").findValuesAsText("status")).containsExactly("ACTIVE");
  }

  @Test
  void aRefusedRequestThatComesUponAClosureEndsTheGrant() {
    Held held = realm.grant(system);
    realm.itsm.close(held.key);

    Answer refused = held.onceMore();

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("code")).isEqualTo("ticket_closed");
    assertThat(held.revoked()).isTrue();
  }

  @Test
  void aRuleMayAllowASnapshotOfBoundedAge() {
    JsonNode rule = fixture.gate("/rules").get().expect(200).json().get(0);
    Held held = realm.grant(system);
    held.revoke();
    realm.itsm.mood(Mood.BROKEN);
    assertThat(held.onceMore().status()).isEqualTo(503);

    ObjectNode lenient = rule.deepCopy();
    lenient.put("snapshotMaxAge", "PT1H");
    fixture.gate("/rules/" + rule.path("id").asText()).put(lenient).expect(200);
    try {
      assertThat(held.onceMore().status()).isEqualTo(201);
      assertThat(realm.tryGrant(system).status()).as("a ticket never read").isEqualTo(503);
    } finally {
      fixture.gate("/rules/" + rule.path("id").asText()).put(rule).expect(200);
    }
  }
}
