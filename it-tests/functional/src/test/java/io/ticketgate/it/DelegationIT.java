package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Who answers for an automation, and how far its approvals reach. The server looks every second.
 */
class DelegationIT {

  private static RealmFixture newRealm() {
    return WideServer.sharedEager()
        .newRealm(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
  }

  private static Answer set(RealmFixture realm, Map<String, ?> config) {
    return realm.gate("/systems/" + system(realm, Story.SYSTEM)).put(Map.of("config", config));
  }

  @Test
  void aSystemsTicketsFulfilOnlyTheRulesThatAreDelegatedToIt() {
    RealmFixture realm = newRealm();
    Story story = new Story(realm);
    story.rule(Map.of());
    realm.createRole("web-admin");
    story.rule(Map.of("name", "web-admins", "protects", Map.of("realmRoles", List.of("web-*"))));
    String alice = story.newUser();
    set(realm, Map.of("rules", List.of("web-*"))).expect(200);
    Pushed ticket = story.ticketFor(alice).push();

    Answer refused = story.bind(ticket, alice);

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("code")).isEqualTo("ticket_type_not_allowed");
    assertThat(realm.assign(alice, Story.ROLE, ticket.ref()).text("error"))
        .isEqualTo("ticket_type_not_allowed");
    Pushed other =
        story
            .ticketFor(alice)
            .with("entitlements", List.of(Map.of("realmRole", "web-admin")))
            .push();
    realm.assign(alice, "web-admin", other.ref()).expect(204);

    set(realm, Map.of("rules", List.of("web-*", "prod-*"))).expect(200);
    story.bind(ticket, alice).expect(201);
  }

  @Test
  void aSystemHasAHistoryOfWhatItGrantedAndEndedAndOfItself() {
    RealmFixture realm = newRealm();
    Story story = new Story(realm);
    story.rule(Map.of());
    realm.gate("/systems").post(Map.of("name", "other", "connector", "push")).expect(201);
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String binding = story.bind(ticket, alice).expect(201).createdId();
    set(realm, Map.of("owner", "bob")).expect(200);
    ticket.close();
    String path = "/systems/" + system(realm, Story.SYSTEM) + "/history";
    assertThat(
            Story.eventually(
                () ->
                    realm.gate(path).get().expect(200).json().findValuesAsText("type").stream()
                        .anyMatch("binding.revoked"::equals)))
        .isTrue();

    JsonNode history = realm.gate(path).get().expect(200).json();

    assertThat(history.findValuesAsText("type"))
        .containsExactly("binding.revoked", "system.changed", "binding.activated");
    assertThat(history.path(0).path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(history.path(2).path("binding").asText()).isEqualTo(binding);
    assertThat(history.path(2).at("/names/subject/name").asText()).isEqualTo(alice);
    assertThat(history.path(1).at("/names/settings/owner").toString()).contains("bob");
    JsonNode first = realm.gate(path + "?max=1").get().expect(200).json();
    assertThat(first).hasSize(1);
    JsonNode rest =
        realm.gate(path + "?after=" + first.path(0).path("id").asText()).get().expect(200).json();
    assertThat(rest.findValuesAsText("type"))
        .containsExactly("system.changed", "binding.activated");
    assertThat(realm.gate(path + "?after=none").get().expect(400).text("code"))
        .isEqualTo("invalid_request");
    JsonNode other =
        realm.gate("/systems/" + system(realm, "other") + "/history").get().expect(200).json();
    assertThat(other.findValuesAsText("type")).containsExactly("system.changed");
  }

  private static String system(RealmFixture realm, String name) {
    for (JsonNode system : realm.gate("/systems").get().expect(200).json()) {
      if (system.path("name").asText().equals(name)) {
        return system.path("id").asText();
      }
    }
    throw new AssertionError("There is no system " + name);
  }

  @Test
  void theOwnerOfASystemIsAnEnabledPerson() {
    RealmFixture realm = newRealm();
    Story story = new Story(realm);
    realm.createClient("worker");

    for (String nobody : List.of("none", "service-account-worker")) {
      Answer refused = set(realm, Map.of("owner", nobody));
      assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
      assertThat(refused.text("code")).isEqualTo("system_invalid");
      assertThat(refused.text("field")).isEqualTo("config.owner");
    }
    set(realm, Map.of("owner", "bob")).expect(200);
  }

  @Test
  void anOwnerWhoLeavesIsReportedOnceAndTheAutomationGoesOn() throws Exception {
    RealmFixture realm = newRealm();
    Story story = new Story(realm);
    story.rule(Map.of());
    realm.createUser("olivia");
    set(realm, Map.of("owner", "olivia")).expect(200);
    String subscriber =
        realm
            .gate("/subscribers")
            .post(
                Map.of(
                    "name", "siem",
                    "url", "http://127.0.0.1:9/",
                    "secret", EventReceiver.SECRET,
                    "types", List.of("io.ticketgate.binding.expired"),
                    "owner", "olivia"))
            .expect(201)
            .createdId();
    String alice = story.newUser();
    assertThat(realm.gate("").get().json().path("findings").findValuesAsText("code"))
        .doesNotContain("owner_missing");

    realm.api("/users/" + realm.userId("olivia")).put(Map.of("enabled", false)).expect(204);

    JsonNode findings = realm.gate("").get().expect(200).json().path("findings");
    assertThat(findings.findValuesAsText("system")).containsExactly(Story.SYSTEM);
    assertThat(findings.findValuesAsText("subscriber")).containsExactly("siem");
    assertThat(Story.within(120, () -> reported(realm).size() == 2)).isTrue();
    Thread.sleep(2500);
    assertThat(reported(realm)).containsExactlyInAnyOrder(system(realm, Story.SYSTEM), subscriber);
    story.bind(story.ticketFor(alice).push(), alice).expect(201);

    realm.api("/users/" + realm.userId("olivia")).put(Map.of("enabled", true)).expect(204);
    assertThat(realm.gate("").get().json().path("findings").findValuesAsText("code"))
        .doesNotContain("owner_missing");
    realm.api("/users/" + realm.userId("olivia")).delete().expect(204);
    assertThat(realm.gate("").get().json().path("findings").findValuesAsText("code"))
        .contains("owner_missing");
    set(realm, Map.of("owner", "bob")).expect(200);
    assertThat(realm.gate("").get().json().path("findings").findValuesAsText("system")).isEmpty();
  }

  private static List<String> reported(RealmFixture realm) {
    return realm
        .api("/admin-events?max=500&resourcePath=ticket-gate/bindings/drift")
        .get()
        .expect(200)
        .json()
        .findValues("details")
        .stream()
        .filter(details -> details.path("audit").asText().equals("owner_missing"))
        .map(details -> details.path("subject").asText())
        .toList();
  }
}
