package io.ticketgate.it;

import static io.ticketgate.it.Story.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Grants are reviewed, again and again, and end when nobody does, or when nobody uses them. */
@Tag("database")
class ReviewIT {

  private final RealmFixture realm = WideServer.sharedEager().newRealm();
  private final Story story = new Story(realm);

  private void reviewedEvery(String time) {
    rule(
        Map.of(
            "lifetime",
            Map.of("max", "none", "reviewEvery", time),
            "reviews",
            Map.of("by", "attribute:manager", "riskAnalysis", "TRA-12")));
  }

  private void rule(Map<String, ?> rule) {
    ObjectNode profile = (ObjectNode) realm.api("/users/profile").get().expect(200).json();
    realm
        .api("/users/profile")
        .put(profile.put("unmanagedAttributePolicy", "ADMIN_EDIT"))
        .expect(200);
    story.rule(rule);
    realm.grantManagement(realm.userId("bob"), "ticket-gate-review");
  }

  private String managedByBob(String name) {
    realm.createUser(name, Map.of("attributes", Map.of("manager", List.of("bob"))));
    return name;
  }

  private JsonNode grant(String user) {
    return story.bind(story.ticketFor(user).push(), user).expect(201).json();
  }

  private Answer certify(String who, String id) {
    return realm
        .gate("/bindings/" + id + "/certify")
        .bearer(realm.tokenOf(who))
        .post(Map.of("comment", "still on call"));
  }

  private List<String> due(String query) {
    List<String> ids = new ArrayList<>();
    realm
        .gate("/reviews" + query)
        .bearer(realm.tokenOf("bob"))
        .get()
        .expect(200)
        .json()
        .forEach(each -> ids.add(each.path("id").asText()));
    return ids;
  }

  private void awaitEnd(String id, String cause) {
    assertThat(within(60, () -> story.binding(id).path("status").asText().equals("REVOKED")))
        .as(story.binding(id).toString())
        .isTrue();
    assertThat(story.binding(id).path("cause").asText()).isEqualTo(cause);
  }

  @Test
  void aGrantWithoutAnEndLivesFromReviewToReview() {
    reviewedEvery("P90D");
    String amy = managedByBob("amy");

    JsonNode bound = grant(amy);

    String id = bound.path("id").asText();
    Instant due = Instant.parse(bound.path("reviewDueAt").asText());
    assertThat(bound.has("expiresAt")).isFalse();
    assertThat(bound.path("reviewer").asText()).isEqualTo("bob");
    assertThat(Duration.between(Instant.now(), due))
        .isBetween(Duration.ofDays(89), Duration.ofDays(90));
    assertThat(realm.effectiveRoles(amy)).contains(Story.ROLE);
    assertThat(bound.at("/dueReview/operation").asText()).isEqualTo("certify");
    assertThat(due("?reviewer=bob")).containsExactly(id);
    assertThat(due("?due=" + due.plusSeconds(1))).containsExactly(id);
    assertThat(due("?due=" + due.minusSeconds(1))).isEmpty();
    assertThat(due("?reviewer=carol")).isEmpty();

    JsonNode certified = certify("bob", id).expect(200).json();

    assertThat(Instant.parse(certified.path("reviewDueAt").asText())).isAfter(due);
    JsonNode step = realm.gate("/bindings/" + id + "/history").get().expect(200).json().path(1);
    assertThat(step.path("actor").asText()).isEqualTo("bob");
    assertThat(step.path("detailCode").asText()).isEqualTo("reviewed");
    assertThat(step.path("facts").path("outcome").asText()).isEqualTo("certified");
    assertThat(step.path("facts").path("comment").asText()).isEqualTo("still on call");
    assertThat(step.path("facts").path("riskAnalysis").asText()).isEqualTo("TRA-12");
    assertThat(
            within(
                20,
                () ->
                    realm
                        .gate("/bindings/" + id + "/evidence")
                        .get()
                        .expect(200)
                        .body()
                        .contains("binding.certified")))
        .isTrue();
  }

  @Test
  void onlyItsReviewerCertifiesABinding() {
    reviewedEvery("P90D");
    String amy = managedByBob("amy");
    String id = grant(amy).path("id").asText();
    for (String other : List.of(amy, "carol")) {
      realm.grantManagement(realm.userId(other), "ticket-gate-review", "ticket-gate-admin");
      assertThat(certify(other, id).expect(403).text("code")).isEqualTo("not_permitted");
    }
    realm.createUser("dave");
    assertThat(certify("dave", id).expect(403).text("code")).isEqualTo("not_permitted");

    // Nobody is left who could, so that an administrator of the gate stands in; never for herself.
    ObjectNode bob =
        (ObjectNode) realm.api("/users/" + realm.userId("bob")).get().expect(200).json();
    realm.api("/users/" + realm.userId("bob")).put(bob.put("enabled", false)).expect(204);
    assertThat(certify(amy, id).expect(403).text("code")).isEqualTo("not_permitted");
    assertThat(story.binding(id).path("status").asText()).isEqualTo("ACTIVE");
  }

  @Test
  void manyAreReviewedAtOnceEachWithAResultOfItsOwn() {
    reviewedEvery("P90D");
    String amy = managedByBob("amy");
    String ann = managedByBob("ann");
    Pushed closing = story.ticketFor(ann).push();
    String good = grant(amy).path("id").asText();
    String over = story.bind(closing, ann).expect(201).createdId();
    closing.close();
    String others = grant(story.newUser()).path("id").asText();

    JsonNode results =
        review(Map.of("ids", List.of(good, over, others, "nothing"), "outcome", "certified"))
            .expect(200)
            .json();

    assertThat(results)
        .extracting(each -> each.path("id").asText())
        .containsExactly(good, over, others, "nothing");
    assertThat(results)
        .extracting(each -> each.path("result").asText())
        .containsExactly("certified", "refused", "refused", "refused");
    assertThat(results)
        .extracting(each -> each.path("code").asText())
        .containsExactly("", "binding_not_live", "not_permitted", "binding_not_live");

    JsonNode revoked =
        review(Map.of("ids", List.of(good), "outcome", "revoked", "comment", "has moved on"))
            .expect(200)
            .json();

    assertThat(revoked.path(0).path("result").asText()).isEqualTo("revoked");
    awaitEnd(good, "not_certified");
    assertThat(realm.directRoles(amy)).doesNotContain(Story.ROLE);
    assertThat(review(Map.of("ids", List.of(), "outcome", "certified")).status()).isEqualTo(400);
    assertThat(review(Map.of("ids", List.of(good), "outcome", "kept")).status()).isEqualTo(400);
  }

  private Answer review(Map<String, ?> body) {
    return realm.gate("/reviews").bearer(realm.tokenOf("bob")).post(body);
  }

  @Test
  void aRuleThatItFulfilsNoLongerIsNotCertified() {
    reviewedEvery("P90D");
    String id = grant(managedByBob("amy")).path("id").asText();
    JsonNode rules = realm.gate("/rules").get().expect(200).json();
    ObjectNode rule = (ObjectNode) rules.path(0);
    rule.withObject("/tickets").put("minApprovals", 3);
    realm.gate("/rules/" + rule.path("id").asText()).put(rule).expect(200);

    Answer refused = certify("bob", id).expect(403);

    assertThat(refused.text("code")).isEqualTo("ticket_not_approved");
    assertThat(refused.json().path("checks")).isNotEmpty();
  }

  @Test
  void whatNobodyCertifiesInTimeEndsAndSubscribersHearOfIt() throws IOException {
    reviewedEvery("PT32S");
    try (EventReceiver receiver = new EventReceiver()) {
      realm
          .gate("/subscribers")
          .post(
              Map.of(
                  "name",
                  "reviews",
                  "url",
                  receiver.url(),
                  "secret",
                  EventReceiver.SECRET,
                  "owner",
                  "bob"))
          .expect(201);
      String amy = managedByBob("amy");
      JsonNode bound = grant(amy);
      String id = bound.path("id").asText();
      long due = Instant.parse(bound.path("reviewDueAt").asText()).getEpochSecond();
      String token = realm.tokenOf(amy);
      assertThat(TokenGateIT.claims(token).path("exp").asLong()).isLessThanOrEqualTo(due);

      awaitEnd(id, "not_certified");

      assertThat(within(10, () -> !realm.directRoles(amy).contains(Story.ROLE))).isTrue();
      assertThat(realm.isActive(token)).isFalse();
      assertThat(certify("bob", id).status()).isEqualTo(409);
      assertThat(within(20, () -> receiver.about(id).size() >= 4))
          .as(receiver.about(id).toString())
          .isTrue();
      assertThat(receiver.about(id))
          .containsExactlyInAnyOrder(
              "binding.activated", "review.due", "review.overdue", "binding.revoked");
    }
  }

  @Test
  void aDormantGrantEndsAndAUsedOneGoesOn() throws InterruptedException {
    rule(Map.of("lifetime", Map.of("max", "PT8H", "dormantAfter", "PT15S"), "onDormant", "revoke"));
    String used = story.newUser();
    String unused = story.newUser();
    String active = grant(used).path("id").asText();
    String dormant = grant(unused).path("id").asText();
    Instant end = Instant.now().plusSeconds(24);
    while (Instant.now().isBefore(end)) {
      realm.tokenOf(used);
      Thread.sleep(1000);
    }

    awaitEnd(dormant, "dormant");

    assertThat(story.binding(active).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(within(10, () -> !realm.directRoles(unused).contains(Story.ROLE))).isTrue();
  }

  @Test
  void aDormantGrantIsSuspendedAndCanBeResumed() {
    rule(Map.of("lifetime", Map.of("max", "PT8H", "dormantAfter", "PT2S"), "onDormant", "suspend"));
    String alice = story.newUser();
    String id = grant(alice).path("id").asText();

    assertThat(within(20, () -> story.binding(id).path("status").asText().equals("SUSPENDED")))
        .isTrue();

    JsonNode history = realm.gate("/bindings/" + id + "/history").get().expect(200).json();
    assertThat(history.path(1).path("cause").asText()).isEqualTo("dormant");
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    realm.gate("/bindings/" + id + "/resume").post().expect(200);
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);
  }

  @Test
  void aDormantGrantIsReportedOnce() throws IOException, InterruptedException {
    rule(Map.of("lifetime", Map.of("max", "PT8H", "dormantAfter", "PT1S")));
    try (EventReceiver receiver = new EventReceiver()) {
      realm
          .gate("/subscribers")
          .post(
              Map.of(
                  "name",
                  "drift",
                  "url",
                  receiver.url(),
                  "secret",
                  EventReceiver.SECRET,
                  "types",
                  List.of("io.ticketgate.coverage.drift"),
                  "owner",
                  "bob"))
          .expect(201);
      String alice = story.newUser();
      String id = grant(alice).path("id").asText();

      assertThat(within(20, () -> reports(receiver, id) > 0)).isTrue();
      Thread.sleep(7000);

      assertThat(reports(receiver, id)).isEqualTo(1);
      assertThat(story.binding(id).path("status").asText()).isEqualTo("ACTIVE");
      assertThat(realm.directRoles(alice)).contains(Story.ROLE);
    }
  }

  private static long reports(EventReceiver receiver, String id) {
    return receiver.received().stream()
        .filter(each -> each.data().path("finding").asText().equals("dormant"))
        .filter(each -> each.data().path("binding").asText().equals(id))
        .count();
  }
}
