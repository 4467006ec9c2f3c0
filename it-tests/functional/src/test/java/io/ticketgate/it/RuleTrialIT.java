package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A rule is tried before it is saved: on a ticket, and on what its patterns match. */
class RuleTrialIT {

  private final RealmFixture realm = WideServer.shared().newRealm();
  private final Story story = new Story(realm);

  private static Map<String, Object> draft(int approvals) {
    return Map.of(
        "name",
        "draft",
        "protects",
        Map.of("realmRoles", List.of("db-*")),
        "tickets",
        Map.of("minApprovals", approvals));
  }

  private Answer tried(Map<String, Object> rule, Pushed ticket, String user) {
    return realm
        .gate("/rules/trial")
        .post(
            Map.of(
                "rule",
                rule,
                "request",
                Map.of(
                    "ticket", ticket.ref(),
                    "subject", Map.of("user", user),
                    "entitlement", Map.of("realmRole", Story.ROLE))));
  }

  @Test
  void theDraftDecidesAndNothingIsSavedOrGranted() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();

    JsonNode allowed = tried(draft(2), ticket, alice).expect(200).json();
    assertThat(allowed.path("allowed").asBoolean()).isTrue();
    JsonNode refused = tried(draft(3), ticket, alice).expect(200).json();
    assertThat(refused.path("allowed").asBoolean()).isFalse();
    assertThat(refused.path("checks"))
        .filteredOn(it -> it.path("outcome").asText().equals("fail"))
        .extracting(it -> it.path("id").asText())
        .containsExactly("approvals");

    assertThat(realm.gate("/rules").get().expect(200).json()).isEmpty();
    assertThat(realm.gate("/bindings").get().expect(200).json()).isEmpty();
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
  }

  @Test
  void withItsIdItStandsInForTheRuleThatIsThere() {
    String id = story.rule(Map.of("tickets", Map.of("minApprovals", 3)));
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();

    assertThat(tried(draft(1), ticket, alice).expect(200).json().path("allowed").asBoolean())
        .as("beside the rule that is there")
        .isFalse();
    Map<String, Object> changed = new HashMap<>(draft(1));
    changed.put("id", id);
    assertThat(tried(changed, ticket, alice).expect(200).json().path("allowed").asBoolean())
        .as("in its place")
        .isTrue();
  }

  @Test
  void whatIsWrongWithADraftIsSaidOfTheField() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    Answer refused = tried(draft(-1), ticket, alice);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("field").asText()).isEqualTo("tickets.minApprovals");
    assertThat(realm.gate("/rules/trial").post(Map.of("rule", draft(1))).status()).isEqualTo(400);
    assertThat(realm.gate("/rules/trial").post(Map.of()).status()).isEqualTo(400);
  }

  @Test
  void theImpactSaysWhatEachPatternMatches() {
    JsonNode matches =
        realm.gate("/rules/impact").post(draft(1)).expect(200).json().path("matches");
    assertThat(matches).hasSize(1);
    assertThat(matches.path(0).path("pattern").asText()).isEqualTo("db-*");
    assertThat(matches.path(0).path("count").asInt()).isEqualTo(1);
  }
}
