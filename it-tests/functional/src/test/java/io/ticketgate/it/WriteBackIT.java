package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who works on a ticket reads in it what became of the bindings under it. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WriteBackIT {

  private Story story;
  private RealmFixture realm;
  private JsonItsm itsm;
  private String system;
  private int systems;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of("tickets", Map.of("minApprovals", 2, "maxUses", 10)));
  }

  /** Each test an ITSM of its own, so that none waits because another's was down. */
  @BeforeEach
  void newItsm() {
    itsm = JsonItsm.start();
    system = newSystem(Map.of());
  }

  @AfterEach
  void stop() {
    itsm.close();
  }

  private String newSystem(Map<String, ?> more) {
    String name = "little" + ++systems;
    add(name, more);
    return name;
  }

  private void add(String name, Map<String, ?> more) {
    Map<String, Object> settings = new LinkedHashMap<>(Map.of("pollEvery", "PT0S"));
    settings.putAll(more);
    realm.gate("/systems").post(itsm.system(name, settings)).expect(201);
  }

  private Answer bind(String inSystem, String key, String user, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ticket", inSystem + ":" + key);
    body.put("subject", Map.of("user", user));
    body.put("entitlement", Map.of("realmRole", Story.ROLE));
    body.putAll(more);
    return realm.gate("/bindings").post(body);
  }

  private JsonNode grant(String key, String user) {
    return bind(system, key, user, Map.of()).expect(201).json();
  }

  private void act(String id, String action) {
    realm.gate("/bindings/" + id + "/" + action).post(Map.of("reason", "as agreed")).expect(200);
  }

  private List<String> lines(String key, int atLeast) {
    assertThat(Story.within(40, () -> itsm.lines(key).size() >= atLeast))
        .as("%d lines on %s: %s", atLeast, key, itsm.lines(key))
        .isTrue();
    return itsm.lines(key);
  }

  @Test
  void aGrantIsToldWithWhoWhatUntilWhenAndUnderWhichRule() {
    String alice = story.newUser();
    String key = itsm.ticketFor(alice);
    Instant end = Instant.parse("2099-01-01T00:00:00Z");

    JsonNode binding = grant(key, alice);

    assertThat(Instant.parse(binding.path("expiresAt").asText())).isBefore(end);
    assertThat(lines(key, 1))
        .singleElement()
        .asString()
        .contains("role db-admin for user " + alice + " is granted until ")
        .contains(binding.path("expiresAt").asText().substring(0, 16))
        .contains(", by admin. (rule prod-admins, binding " + binding.path("id").asText() + ")");
  }

  @Test
  void anAuthorisationItsUseAndItsSuspensionAreToldInTheirOrder() {
    String alice = story.newUser();
    String key = itsm.ticketFor(alice);
    String id = bind(system, key, alice, Map.of("activate", false)).expect(201).createdId();
    realm.gate("/bindings/" + id + "/activate").post().expect(200);
    act(id, "suspend");
    realm.gate("/bindings/" + id + "/resume").post().expect(200);
    act(id, "revoke");

    List<String> lines = lines(key, 5);

    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).contains("is authorised, not yet granted, until");
    assertThat(lines.get(1)).contains("is granted until");
    assertThat(lines.get(2)).contains("is suspended").contains("with the reason: as agreed");
    assertThat(lines.get(3)).contains("is granted again until");
    assertThat(lines.get(4)).contains("is revoked under this ticket").contains("(admin)");
  }

  @Test
  void anExpiryIsToldWithoutAnybodyActing() {
    String alice = story.newUser();
    String key = itsm.ticketFor(alice);
    bind(system, key, alice, Map.of("expiresAt", Instant.now().plusSeconds(3).toString()))
        .expect(201);

    assertThat(lines(key, 2).get(1)).contains("has run out").doesNotContain(", by ");
  }

  @Test
  void theClosureOfATicketIsToldOfEveryBindingUnderIt() {
    String alice = story.newUser();
    String key = itsm.ticketFor(alice);
    grant(key, alice);
    lines(key, 1);
    itsm.close(key);

    realm.gate("/tickets/" + system + "/" + key + "/sync").post().expect(200);

    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    assertThat(lines(key, 2).get(1)).contains("because this ticket was closed (ticket_closed)");
  }

  @Test
  void whatAnItsmDidNotTakeWhileItWasIllArrivesOnceAndInOrder() {
    String alice = story.newUser();
    String key = itsm.ticketFor(alice);
    itsm.answerNotesWith(503);
    String id = grant(key, alice).path("id").asText();
    assertThat(Story.within(20, () -> itsm.refused(key) > 0)).isTrue();
    act(id, "revoke");
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);

    itsm.answerNotesWith(201);

    List<String> lines = lines(key, 2);
    assertThat(lines.get(0)).contains("is granted until");
    assertThat(lines.get(1)).contains("is revoked");
    // What comes later comes behind them: nothing is repeated meanwhile.
    grant(key, alice);
    assertThat(lines(key, 3)).hasSize(3);
    assertThat(itsm.lines(key).get(2)).contains("is granted until");
  }

  @Test
  void whatHappenedWhileTheItsmWasDownArrivesWhenItIsUp() {
    String alice = story.newUser();
    String key = itsm.ticketFor(alice);
    String id = grant(key, alice).path("id").asText();
    lines(key, 1);
    int port = itsm.port();
    itsm.close();

    act(id, "revoke");

    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    itsm = JsonItsm.start(port);
    assertThat(lines(key, 1).get(0)).contains("is revoked");
  }

  @Test
  void aGrantStandsThoughTheItsmRefusesItsNoteAndKeepsNoOtherNoteWaiting() {
    String alice = story.newUser();
    String refused = itsm.ticketFor(alice);
    itsm.answerNotesWith(refused, 403);
    String id = grant(refused, alice).path("id").asText();
    assertThat(Story.within(20, () -> itsm.refused(refused) == 1)).isTrue();

    String other = itsm.ticketFor(alice);
    grant(other, alice);

    lines(other, 1);
    assertThat(story.binding(id).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);
    assertThat(itsm.refused(refused)).isEqualTo(1);
    assertThat(itsm.lines(refused)).isEmpty();
  }

  @Test
  void aSystemThatIsNotToBeToldIsNotTold() {
    String silent = newSystem(Map.of("writeBack", "false"));
    String alice = story.newUser();
    String untold = itsm.ticketFor(alice);
    String id = bind(silent, untold, alice, Map.of()).expect(201).createdId();
    act(id, "revoke");

    String told = itsm.ticketFor(alice);
    grant(told, alice);

    lines(told, 1);
    assertThat(itsm.notes(untold)).isEmpty();
  }

  @Test
  void whatIsQueuedForASystemThatIsRemovedIsForgotten() {
    String alice = story.newUser();
    String key = itsm.ticketFor(alice);
    itsm.answerNotesWith(503);
    String id = grant(key, alice).path("id").asText();
    act(id, "revoke");
    for (JsonNode each : realm.gate("/systems").get().expect(200).json()) {
      if (each.path("name").asText().equals(system)) {
        realm.gate("/systems/" + each.path("id").asText()).delete().expect(204);
      }
    }
    itsm.answerNotesWith(201);
    // The same name again: what was meant for its predecessor does not reach it.
    add(system, Map.of());
    String other = itsm.ticketFor(alice);

    grant(other, alice);

    lines(other, 1);
    assertThat(itsm.notes(key)).isEmpty();
  }
}
