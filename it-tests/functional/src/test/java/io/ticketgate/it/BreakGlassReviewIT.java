package io.ticketgate.it;

import static io.ticketgate.it.Emergencies.confirm;
import static io.ticketgate.it.Emergencies.refused;
import static io.ticketgate.it.Story.ROLE;
import static io.ticketgate.it.Story.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ticketgate.it.JsonItsm.Mood;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Reviews of emergency grants: while the ITSM is down and after it, and where nobody reviews. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BreakGlassReviewIT {

  private Emergencies emergencies;
  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare() throws IOException {
    emergencies = new Emergencies();
    realm = emergencies.realm;
    story = emergencies.story;
  }

  @AfterAll
  void stop() {
    emergencies.close();
  }

  @Tag("database")
  @Test
  void whileTheItsmIsDownACommanderGrantsAndSomebodyElseConfirmsItLater() {
    String alice = story.newUser();
    String carmen = emergencies.commander();
    String key = emergencies.itsm.ticketFor(alice);
    String ticket = JsonItsm.SYSTEM + ":" + key;
    double before = emergencies.counted("used");
    emergencies.itsm.mood(Mood.BROKEN);
    refused(
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket", ticket,
                    "subject", Map.of("user", alice),
                    "entitlement", Map.of("realmRole", ROLE))),
        503,
        "itsm_unavailable");

    Answer used = emergencies.use(carmen, alice, ROLE, Map.of()).expect(201);

    String id = used.text("id");
    JsonNode binding = used.json();
    assertThat(binding.path("breakGlass").asBoolean()).isTrue();
    assertThat(binding.path("ticket").asText()).isEqualTo("break-glass:" + id);
    assertThat(binding.path("grantedBy").asText()).isEqualTo(carmen);
    Instant made = Instant.parse(binding.path("createdAt").asText());
    assertThat(binding.path("expiresAt").asText()).isEqualTo(made.plusSeconds(3600).toString());
    assertThat(binding.path("reviewDueAt").asText()).isEqualTo(made.plusSeconds(86400).toString());
    assertThat(realm.directRoles(alice)).contains(ROLE);
    assertThat(emergencies.counted("used")).isEqualTo(before + 1);
    assertThat(emergencies.audits(id)).contains("break_glass_used");
    assertThat(within(30, () -> emergencies.receiver.about(id).contains("breakglass.used")))
        .isTrue();
    assertThat(realm.gate("").get().json().at("/breakGlass/unreviewed").asInt()).isPositive();

    refused(emergencies.review(id, "rena", confirm(ticket)), 503, "itsm_unavailable");
    emergencies.itsm.mood(Mood.WELL);
    assertThat(within(60, () -> emergencies.review(id, "rena", confirm(ticket)).status() == 200))
        .isTrue();

    JsonNode reviewed = story.binding(id);
    assertThat(reviewed.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(reviewed.at("/review/outcome").asText()).isEqualTo("confirmed");
    assertThat(reviewed.at("/review/by").asText()).isEqualTo("rena");
    assertThat(reviewed.at("/review/ticket").asText()).isEqualTo(ticket);
    assertThat(reviewed.at("/review/late").asBoolean()).isFalse();
    assertThat(reviewed.path("expiresAt")).isEqualTo(binding.path("expiresAt"));
    assertThat(within(30, () -> emergencies.receiver.about(id).contains("review.done"))).isTrue();
    JsonNode history = realm.gate("/bindings/" + id + "/history").get().json();
    assertThat(history.findValuesAsText("detailCode"))
        .containsExactly("break_glass", "emergency_reviewed");
    assertThat(
            within(
                30,
                () ->
                    realm
                        .gate("/bindings/" + id + "/evidence")
                        .get()
                        .expect(200)
                        .body()
                        .contains("review.done")))
        .isTrue();
    // What one ticket has covered it does not cover once more.
    realm.gate("/bindings/" + id + "/revoke").post(Map.of("reason", "done")).expect(200);
    String second = emergencies.use(carmen, alice, ROLE, Map.of()).expect(201).text("id");
    refused(emergencies.review(second, "rena", confirm(ticket)), 403, "ticket_used");
  }

  @Tag("database")
  @Test
  void aRejectedOneEndsAtOnceWithoutAnyTicket() {
    String alice = story.newUser();
    String carmen = emergencies.commander();
    realm.grantManagement(realm.userId(carmen), "ticket-gate-review");
    realm.grantManagement(realm.userId(alice), "ticket-gate-review");
    String id = emergencies.use(carmen, alice, ROLE, Map.of()).expect(201).text("id");
    Map<String, Object> reject = Map.of("outcome", "rejected", "comment", "no emergency");
    refused(emergencies.review(id, carmen, reject), 403, "separation_of_duties");
    refused(emergencies.review(id, alice, reject), 403, "separation_of_duties");
    refused(emergencies.review(id, emergencies.commander(), reject), 403, "not_permitted");
    refused(emergencies.review(id, "rena", Map.of("outcome", "perhaps")), 400, "invalid_request");
    Answer answer = emergencies.review(id, "rena", reject).expect(200);
    assertThat(answer.text("status")).isEqualTo("REVOKED");
    assertThat(answer.text("cause")).isEqualTo("not_certified");
    assertThat(realm.directRoles(alice)).doesNotContain(ROLE);
    refused(emergencies.review(id, "rena", reject), 409, "invalid_request");
  }

  @Test
  void theListOfReviewsNamesItAndABulkReviewRejectsItOrSaysHowToConfirmIt() {
    String alice = story.newUser();
    String carmen = emergencies.commander();
    realm.grantManagement(realm.userId(carmen), "ticket-gate-review", "ticket-gate-admin");
    realm.grantManagement(realm.createUser("adam"), "ticket-gate-admin");
    String id = emergencies.use(carmen, alice, ROLE, Map.of()).expect(201).text("id");
    String due = story.binding(id).path("reviewDueAt").asText();

    assertThat(listed("?reviewer=rena", id).at("/dueReview/kind").asText()).isEqualTo("emergency");
    assertThat(listed("", id).at("/dueReview/operation").asText()).isEqualTo("review");
    assertThat(listed("?due=" + Instant.parse(due).plusMillis(1), id).isMissingNode()).isFalse();
    assertThat(listed("?due=" + due, id).isMissingNode()).isTrue();
    assertThat(listed("?reviewer=" + carmen, id).isMissingNode()).as("made it").isTrue();
    assertThat(listed("?reviewer=" + alice, id).isMissingNode()).as("got it").isTrue();
    assertThat(listed("?reviewer=adam", id).isMissingNode()).as("reviews nothing").isTrue();

    assertThat(bulk("rena", id, "certified")).isEqualTo("refused invalid_request");
    assertThat(bulk(carmen, id, "revoked")).isEqualTo("refused separation_of_duties");
    assertThat(bulk("adam", id, "revoked")).isEqualTo("refused not_permitted");
    refused(
        realm.gate("/bindings/" + id + "/certify").bearer(realm.tokenOf(carmen)).post(Map.of()),
        409,
        "invalid_request");
    assertThat(story.binding(id).path("status").asText()).isEqualTo("ACTIVE");

    // It is over, and is to be reviewed all the same.
    realm.gate("/bindings/" + id + "/revoke").post(Map.of("reason", "x")).expect(200);
    assertThat(listed("?reviewer=rena", id).path("status").asText()).isEqualTo("REVOKED");
    assertThat(bulk("rena", id, "revoked")).isEqualTo("revoked ");
    assertThat(listed("", id).isMissingNode()).isTrue();
    assertThat(story.binding(id).at("/review/outcome").asText()).isEqualTo("rejected");
  }

  private JsonNode listed(String query, String id) {
    for (JsonNode each : realm.gate("/reviews" + query).get().expect(200).json()) {
      if (each.path("id").asText().equals(id)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  private String bulk(String by, String id, String outcome) {
    JsonNode result =
        realm
            .gate("/reviews")
            .bearer(realm.tokenOf(by))
            .post(Map.of("ids", List.of(id), "outcome", outcome, "comment", "not needed"))
            .expect(200)
            .json()
            .path(0);
    return result.path("result").asText() + " " + result.path("code").asText();
  }

  @Test
  void theTicketOfAReviewIsOneThatTheRuleWouldTake() {
    String alice = story.newUser();
    String id =
        emergencies.use(emergencies.commander(), alice, ROLE, Map.of()).expect(201).text("id");
    refused(emergencies.review(id, "rena", Map.of("outcome", "confirmed")), 400, "invalid_request");
    refused(emergencies.review(id, "rena", confirm("demo:NONE")), 404, "ticket_not_found");
    Pushed unapproved = story.ticketFor(alice).without("approvals").push();
    refused(emergencies.review(id, "rena", confirm(unapproved.ref())), 403, "ticket_not_approved");
    Pushed other = story.ticketFor(story.newUser()).push();
    refused(emergencies.review(id, "rena", confirm(other.ref())), 403, "ticket_mismatch");
    Pushed closed = story.ticketFor(alice).with("open", false).push();
    refused(emergencies.review(id, "rena", confirm(closed.ref())), 403, "ticket_closed");
    refused(emergencies.review(id, "rena", confirm("break-glass:" + id)), 404, "ticket_not_found");
    Pushed normal = story.ticketFor(alice).push();
    String bound = story.bind(normal, alice).expect(201).text("id");
    refused(emergencies.review(bound, "rena", confirm(normal.ref())), 409, "invalid_request");
    refused(emergencies.review(id, "rena", confirm(normal.ref())), 403, "ticket_used");
    emergencies.review(id, "rena", confirm(story.ticketFor(alice).push().ref())).expect(200);
  }

  @Tag("database")
  @Test
  void whatNobodyReviewsInTimeEndsAndIsReportedAndKeepsItsMakerFromAnotherOne() {
    String alice = story.newUser();
    String carmen = emergencies.commander();
    double before = emergencies.counted("overdue");
    String id = emergencies.use(carmen, alice, "now-role", Map.of()).expect(201).text("id");

    assertThat(within(30, () -> story.binding(id).path("status").asText().equals("REVOKED")))
        .isTrue();

    assertThat(story.binding(id).path("cause").asText()).isEqualTo("review_overdue");
    assertThat(within(30, () -> !realm.directRoles(alice).contains("now-role"))).isTrue();
    assertThat(emergencies.counted("overdue")).isEqualTo(before + 1);
    assertThat(emergencies.audits(id)).contains("break_glass_overdue");
    assertThat(within(30, () -> emergencies.receiver.about(id).contains("binding.revoked")))
        .isTrue();
    assertThat(emergencies.receiver.about(id)).contains("breakglass.used", "review.overdue");
    assertThat(realm.gate("").get().json().at("/breakGlass/overdue").asInt()).isPositive();
    refused(emergencies.use(carmen, story.newUser(), ROLE, Map.of()), 403, "review_overdue");
    refused(
        emergencies.use(emergencies.commander(), alice, "now-role", Map.of()), 409, "review_due");

    Map<String, Object> roles = Map.of("entitlements", List.of(Map.of("realmRole", "now-role")));
    Pushed ticket = story.ticketFor(alice);
    roles.forEach(ticket::with);
    ticket.push();
    Answer late = emergencies.review(id, "rena", confirm(ticket.ref())).expect(200);
    assertThat(late.text("status")).isEqualTo("REVOKED");
    assertThat(late.json().at("/review/late").asBoolean()).isTrue();
    assertThat(realm.directRoles(alice)).doesNotContain("now-role");
    emergencies.use(carmen, story.newUser(), ROLE, Map.of()).expect(201);
  }
}
