package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a changed rule means for what lives under it: foretold, and then done as the rule says. */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleChangeIT {

  private Story story;
  private RealmFixture realm;
  private int roles;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
  }

  /** A role and a rule of their own for each test. */
  private final class Ruled {
    final String role = "tool-" + ++roles;
    final String id;

    Ruled() {
      realm.createRole(role);
      id = realm.gate("/rules").post(rule(Map.of())).expect(201).createdId();
    }

    Map<String, Object> rule(Map<String, ?> more) {
      Map<String, Object> rule = new LinkedHashMap<>();
      rule.put("name", "rule-of-" + role);
      rule.put("protects", Map.of("realmRoles", List.of(role)));
      rule.put("tickets", Map.of("minApprovals", 1));
      rule.putAll(more);
      return rule;
    }

    /** Asks for two approvals from now on. */
    Map<String, Object> stricter(Map<String, ?> more) {
      Map<String, Object> rule = rule(more);
      rule.put("tickets", Map.of("minApprovals", 2));
      return rule;
    }

    String bind(String user, String... approvers) {
      return bind(ticket(user, approvers), user);
    }

    Story.Pushed ticket(String user, String... approvers) {
      return story
          .ticketFor(user)
          .approvedBy(approvers)
          .with("entitlements", List.of(Map.of("realmRole", role)))
          .push();
    }

    String bind(Story.Pushed ticket, String user) {
      return story
          .bind(ticket, user, Map.of("entitlement", Map.of("realmRole", role)))
          .expect(201)
          .createdId();
    }

    Answer impact(Map<String, Object> draft) {
      return realm.gate("/rules/impact").post(draft);
    }

    Answer save(Map<String, Object> rule) {
      return realm.gate("/rules/" + id).put(rule).expect(200);
    }
  }

  @Test
  void foretellsWhatAChangeWouldEndAndChangesNothing() {
    Ruled ruled = new Ruled();
    String alice = story.newUser();
    String once = ruled.bind(alice, "bob");
    ruled.bind(story.newUser(), "bob", "carol");
    Map<String, Object> draft = ruled.stricter(Map.of("onChange", "revoke"));
    draft.put("id", ruled.id);

    JsonNode impact = ruled.impact(draft).expect(200).json();

    assertThat(impact.path("kept").asInt()).isEqualTo(1);
    assertThat(impact.path("toReview").asInt()).isZero();
    assertThat(impact.path("toRevoke").asInt()).isEqualTo(1);
    assertThat(impact.path("failing").asInt()).isEqualTo(1);
    assertThat(impact.path("complete").asBoolean()).isTrue();
    assertThat(impact.path("first")).hasSize(1);
    JsonNode first = impact.path("first").get(0);
    assertThat(first.path("binding").asText()).isEqualTo(once);
    assertThat(first.path("subject").path("user").asText()).isEqualTo(alice);
    assertThat(first.path("failed").get(0).path("id").asText()).isEqualTo("approvals");
    draft.put("onChange", "keep");
    JsonNode keeping = ruled.impact(draft).expect(200).json();
    assertThat(keeping.path("kept").asInt()).isEqualTo(2);
    assertThat(keeping.path("failing").asInt()).isEqualTo(1);
    assertThat(story.binding(once).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(realm.gate("/rules/" + ruled.id).get().json().path("tickets").toString())
        .isEqualTo("{\"minApprovals\":1}");
  }

  @Test
  void foretellsWhatAFurtherRuleWouldMean() {
    Ruled ruled = new Ruled();
    ruled.bind(story.newUser(), "bob");
    Map<String, Object> further = ruled.stricter(Map.of("name", "further", "onChange", "revoke"));
    assertThat(ruled.impact(further).expect(200).json().path("toRevoke").asInt()).isEqualTo(1);
    further.put("id", "00000000-0000-0000-0000-000000000000");
    assertThat(ruled.impact(further).status()).isEqualTo(404);
    further.remove("id");
    further.put("onChange", "review");
    assertThat(ruled.impact(further).expect(200).json().path("toReview").asInt()).isEqualTo(1);
    further.put("onChange", "suspend");
    assertThat(ruled.impact(further).expect(400).text("field")).isEqualTo("onChange");
  }

  @Test
  void hasReviewedWhatDoesNotFulfilTheChangedRuleAndEndsWhatNobodyCertifies() {
    Ruled ruled = new Ruled();
    String alice = story.newUser();
    String bella = story.newUser();
    Story.Pushed mended = ruled.ticket(bella, "bob");
    String missed = ruled.bind(alice, "bob");
    String certified = ruled.bind(mended, bella);
    String fulfils = ruled.bind(story.newUser(), "bob", "carol");

    ruled.save(
        ruled.stricter(Map.of("onChange", "review", "reviews", Map.of("afterChange", "PT15S"))));

    assertThat(Story.within(12, () -> story.binding(missed).has("reviewDueAt"))).isTrue();
    assertThat(Story.within(5, () -> story.binding(certified).has("reviewDueAt"))).isTrue();
    assertThat(realm.directRoles(alice)).contains(ruled.role);
    JsonNode due = realm.gate("/reviews").get().expect(200).json();
    assertThat(due.findValuesAsText("id")).contains(missed, certified).doesNotContain(fulfils);
    JsonNode step = realm.gate("/bindings/" + missed + "/history").get().json().path(1);
    assertThat(step.path("detailCode").asText()).isEqualTo("review_demanded");
    assertThat(step.path("facts").path("check").asText()).isEqualTo("approvals");
    // It is judged by the rule of now, so that the ticket has to fulfil it.
    assertThat(realm.gate("/bindings/" + certified + "/certify").post(Map.of()).text("code"))
        .isEqualTo("ticket_not_approved");
    mended.approvedBy("bob", "carol").push();
    realm.gate("/bindings/" + certified + "/certify").post(Map.of()).expect(200);

    assertThat(
            Story.within(40, () -> story.binding(missed).path("status").asText().equals("REVOKED")))
        .isTrue();
    assertThat(story.binding(missed).path("cause").asText()).isEqualTo("not_certified");
    assertThat(Story.within(10, () -> !realm.directRoles(alice).contains(ruled.role))).isTrue();
    assertThat(story.binding(certified).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(story.binding(fulfils).path("status").asText()).isEqualTo("ACTIVE");
  }

  @Test
  void endsWhatDoesNotFulfilTheChangedRuleWhereItSaysSo() {
    Ruled ruled = new Ruled();
    String alice = story.newUser();
    String bella = story.newUser();
    String once = ruled.bind(alice, "bob");
    String twice = ruled.bind(bella, "bob", "carol");
    String token = realm.tokenOf(alice);
    assertThat(realm.isActive(token)).isTrue();

    ruled.save(ruled.stricter(Map.of("onChange", "revoke")));

    assertThat(
            Story.within(20, () -> story.binding(once).path("status").asText().equals("REVOKED")))
        .isTrue();
    assertThat(story.binding(once).path("cause").asText()).isEqualTo("rule_changed");
    assertThat(Story.within(10, () -> !realm.directRoles(alice).contains(ruled.role))).isTrue();
    assertThat(realm.isActive(token)).isFalse();
    assertThat(story.binding(twice).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(realm.directRoles(bella)).contains(ruled.role);
    JsonNode history = realm.gate("/bindings/" + once + "/history").get().expect(200).json();
    JsonNode end = history.get(history.size() - 1);
    assertThat(end.path("detailCode").asText()).isEqualTo("not_fulfilled");
    assertThat(end.path("facts").path("check").asText()).isEqualTo("approvals");
    assertThat(end.path("actor").asText()).isNotEmpty();
  }

  @Test
  void theSameGoesForTheStockEndpointOfComponents() {
    Ruled ruled = new Ruled();
    String alice = story.newUser();
    String id = ruled.bind(alice, "bob");
    JsonNode component = realm.api("/components/" + ruled.id).get().expect(200).json();
    Map<String, Object> config = new LinkedHashMap<>();
    component.path("config").fields().forEachRemaining(e -> config.put(e.getKey(), e.getValue()));
    config.put("tickets.minApprovals", List.of("2"));
    config.put("onChange", List.of("revoke"));
    Map<String, Object> changed = new LinkedHashMap<>();
    component.fields().forEachRemaining(e -> changed.put(e.getKey(), e.getValue()));
    changed.put("config", config);
    realm.api("/components/" + ruled.id).put(changed).expect(204);
    assertThat(Story.within(20, () -> story.binding(id).path("status").asText().equals("REVOKED")))
        .isTrue();
  }

  @Test
  void keepsWhatLivesUnderARuleThatSaysNothing() throws InterruptedException {
    Ruled ruled = new Ruled();
    String alice = story.newUser();
    String id = ruled.bind(alice, "bob");
    ruled.save(ruled.stricter(Map.of()));
    Thread.sleep(6000); // three times as long as the sweep rests
    assertThat(story.binding(id).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(realm.directRoles(alice)).contains(ruled.role);
  }
}
