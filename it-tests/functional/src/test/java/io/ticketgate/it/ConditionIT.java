package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Conditions of rules in CEL, and demands by risk: saved by every route, and judged at a grant. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConditionIT {

  private static final String CONDITION =
      "ticket.risk == 'low' && subject.attributes.team.exists(t, t == 'db') && ticket.approvals"
          + ".all(a, now - a.at < duration('168h'))";

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    realm
        .api("/users/profile")
        .put(
            ((ObjectNode) realm.api("/users/profile").get().json())
                .put("unmanagedAttributePolicy", "ADMIN_EDIT"))
        .expect(200);
    story.rule(Map.of("condition", CONDITION, "lifetime", Map.of("max", "PT8H")));
  }

  private String ofTheTeam() {
    String user = story.newUser();
    ObjectNode person =
        (ObjectNode) realm.api("/users/" + realm.userId(user)).get().expect(200).json();
    person.putObject("attributes").putArray("team").add("web").add("db");
    realm.api("/users/" + realm.userId(user)).put(person).expect(204);
    return user;
  }

  private static JsonNode condition(JsonNode checks) {
    return StreamSupport.stream(checks.spliterator(), false)
        .filter(check -> check.path("id").asText().equals("condition"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aTicketThatMeetsItIsGood() {
    String user = ofTheTeam();
    Pushed ticket = story.ticketFor(user).with("risk", "low").push();

    JsonNode dry =
        realm.gate("/evaluations").post(story.request(ticket, user, Map.of())).expect(200).json();
    assertThat(dry.path("allowed").asBoolean()).as(dry.toString()).isTrue();
    assertThat(condition(dry.path("checks")).path("outcome").asText()).isEqualTo("pass");

    story.bind(ticket, user).expect(201);
    assertThat(realm.directRoles(user)).contains(Story.ROLE);
  }

  @Test
  void aTicketThatDoesNotIsRefusedWhereverItIsNamed() {
    String user = ofTheTeam();
    Pushed ticket = story.ticketFor(user).with("risk", "high").push();

    JsonNode dry =
        realm.gate("/evaluations").post(story.request(ticket, user, Map.of())).expect(200).json();
    assertThat(dry.path("allowed").asBoolean()).isFalse();
    assertThat(condition(dry.path("checks")).path("outcome").asText()).isEqualTo("fail");
    assertThat(condition(dry.path("checks")).path("code").asText()).isEqualTo("condition_not_met");

    Answer refused = story.bind(ticket, user);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("code")).isEqualTo("condition_not_met");
    assertThat(refused.text("detail")).contains("prod-admins").endsWith(".");
    assertThat(realm.directRoles(user)).doesNotContain(Story.ROLE);
  }

  @Test
  void whatItCannotAnswerIsRefusedWithTheReason() {
    String user = story.newUser(); // of no team
    Pushed ticket = story.ticketFor(user).with("risk", "low").push();

    Answer refused = story.bind(ticket, user);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("code")).isEqualTo("condition_not_met");
    assertThat(refused.text("detail")).contains("absent");
    assertThat(realm.directRoles(user)).doesNotContain(Story.ROLE);
  }

  @Test
  void itIsAskedAgainWhenAnAuthorisedGrantIsActivated() {
    String user = ofTheTeam();
    Pushed ticket = story.ticketFor(user).with("risk", "low").push();
    String id =
        story.bind(ticket, user, Map.of("activate", false)).expect(201).json().path("id").asText();
    ObjectNode person = (ObjectNode) realm.api("/users/" + realm.userId(user)).get().json();
    person.putObject("attributes").putArray("team").add("web");
    realm.api("/users/" + realm.userId(user)).put(person).expect(204);

    Answer refused = realm.gate("/bindings/" + id + "/activate").post();

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("code")).isEqualTo("condition_not_met");
  }

  @Test
  void anErrorIsRefusedByTheGatesResourceWithLineAndColumn() {
    Answer refused =
        realm
            .gate("/rules")
            .post(
                Map.of(
                    "name",
                    "wrong",
                    "protects",
                    Map.of("realmRoles", List.of("w-*")),
                    "condition",
                    "ticket.risk == 'low' &&\n ticket.colour == 'red'"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo("rule_invalid");
    assertThat(refused.text("field")).isEqualTo("condition");
    assertThat(refused.text("detail")).contains("line 2, column 8", "colour");
  }

  @Test
  void itIsTheSameByTheStockEndpoint() {
    String parent = realm.api("").get().text("id");
    Answer refused = component("wrong", parent, "ticket.risk");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("errorMessage"))
        .startsWith("rule_invalid: ")
        .contains("line 1, column 7");

    realm.createRole("stock-role");
    String id = component("stock", parent, "ticket.risk == 'low'").expect(201).createdId();
    assertThat(realm.gate("/rules/" + id).get().text("condition"))
        .isEqualTo("ticket.risk == 'low'");
    assertThat(realm.assign(story.newUser(), "stock-role").text("error"))
        .isEqualTo("ticket_required");

    ObjectNode stored = (ObjectNode) realm.api("/components/" + id).get().json();
    stored.withObjectProperty("config").putArray("condition").add("1 +");
    assertThat(realm.api("/components/" + id).put(stored).text("errorMessage"))
        .startsWith("rule_invalid: ");
    assertThat(realm.gate("/rules/" + id).get().text("condition"))
        .isEqualTo("ticket.risk == 'low'");
    realm.gate("/rules/" + id).delete().expect(204);
  }

  private Answer component(String name, String parent, String condition) {
    return realm
        .api("/components")
        .post(
            Map.of(
                "name",
                name,
                "providerType",
                ComponentsIT.RULE,
                "providerId",
                "rule",
                "parentId",
                parent,
                "config",
                Map.of(
                    "protects.realmRoles",
                    List.of("stock-role"),
                    "condition",
                    List.of(condition))));
  }

  @Test
  void anImportWithAnErrorMakesNoRealm() {
    String name = realm.name() + "-condition";
    ObjectNode rule = Http.JSON.createObjectNode().put("name", "odd").put("providerId", "rule");
    rule.putObject("subComponents");
    ObjectNode config = rule.putObject("config");
    config.putArray("protects.realmRoles").add("db-*");
    config.putArray("condition").add("ticket.risk == 1");
    ObjectNode imported = Http.JSON.createObjectNode().put("realm", name).put("enabled", true);
    imported.putObject("components").putArray(ComponentsIT.RULE).add(rule);

    Answer answer = realm.server().admin().to("/admin/realms").post(imported);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.body()).contains("rule_invalid");
    assertThat(realm.server().admin().to("/admin/realms/" + name).get().status()).isEqualTo(404);
  }

  @Test
  void aHigherRiskTakesMoreApprovalsAndLivesShorter() {
    try (RealmFixture own = realm.server().newRealm()) {
      Story told = new Story(own);
      String rule =
          told.rule(
              Map.of(
                  "tickets",
                  Map.of(
                      "minApprovals",
                      1,
                      "byRisk",
                      Map.of(
                          "high",
                          Map.of("minApprovals", 3, "lifetime", "PT1H"),
                          "low",
                          Map.of()))));
      assertThat(own.gate("/rules/" + rule).get().json().at("/tickets/byRisk"))
          .isEqualTo(
              Http.JSON.valueToTree(
                  Map.of("high", Map.of("minApprovals", 3, "lifetime", "PT1H"), "low", Map.of())));
      own.createUser("dave");
      String user = told.newUser();

      Pushed low = told.ticketFor(user).with("risk", "Low").approvedBy("bob").push();
      assertThat(evaluated(own, told, low, user).path("allowed").asBoolean()).isTrue();
      for (String risk : List.of("high", "extreme")) {
        Pushed two = told.ticketFor(user).with("risk", risk).push();
        Answer refused = told.bind(two, user);
        assertThat(refused.status()).as(risk).isEqualTo(403);
        assertThat(refused.text("code")).isEqualTo("ticket_not_approved");
      }
      assertThat(told.bind(told.ticketFor(user).push(), user).text("code"))
          .isEqualTo("ticket_not_approved");

      Pushed three =
          told.ticketFor(user).with("risk", "high").approvedBy("bob", "carol", "dave").push();
      JsonNode bound = told.bind(three, user).expect(201).json();
      assertThat(Instant.parse(bound.path("expiresAt").asText()))
          .isBefore(Instant.now().plusSeconds(3601));
    }
  }

  private static JsonNode evaluated(RealmFixture own, Story told, Pushed ticket, String user) {
    return own.gate("/evaluations").post(told.request(ticket, user, Map.of())).expect(200).json();
  }
}
