package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules and ITSM systems: written, read, refused, carried along, and what they protect. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RulesAndSystemsIT {

  private static final String RULE = "io.ticketgate.keycloak.config.GateRule";
  private static final String SYSTEM = "io.ticketgate.spi.ItsmConnector";

  private static final String FULL_RULE =
      """
      { "name": "full", "mode": "audit",
        "protects": { "realmRoles": ["full-*", "fully"], "clientRoles": ["full-*/x", "full/refund"],
                      "attribute": "ticket-gate.tier=full" },
        "tickets": { "systems": ["demo"], "types": ["change_request", "incident"], "minApprovals": 2,
                     "approverRole": "cab-member", "requireJustification": true, "requireWindow": true,
                     "requireConfigurationItem": "attribute:ci", "maxUses": 3 },
        "separationOfDuties": { "approverNotRequester": true, "approverNotBeneficiary": false,
                                "exclusiveRoles": [["a", "b", "c"], ["maker", "checker"]] },
        "lifetime": { "max": "PT8H", "default": "PT2H", "reviewEvery": "P90D", "dormantAfter": "P30D" },
        "structuralGrants": false, "provisioning": "automatic", "onTokenWithoutBinding": "strip",
        "snapshotMaxAge": "PT30S",
        "breakGlass": { "allowed": true, "role": "commander", "max": "PT1H", "reviewWithin": "P1D" },
        "owner": { "required": true, "attribute": "steward" } }
      """;

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    realm.createClient("orders");
    realm.createClientRole("orders", "refund");
    story.rule(
        Map.of(
            "protects",
            Map.of(
                "realmRoles",
                List.of("db-*"),
                "clientRoles",
                List.of("orders/refund"),
                "attribute",
                "ticket-gate.tier=high")));
  }

  // Rules: written and read

  @Test
  void aRuleComesOutAsItWentIn() {
    ObjectNode sent = object(FULL_RULE);

    Answer created = realm.gate("/rules").post(sent);

    String id = created.expect(201).createdId();
    assertThat(created.header("Location"))
        .endsWith("/admin/realms/" + realm.name() + "/ticket-gate/rules/" + id);
    ObjectNode expected = sent.deepCopy().put("id", id);
    assertThat(created.json()).isEqualTo(expected);
    assertThat(realm.gate("/rules/" + id).get().expect(200).json()).isEqualTo(expected);
    assertThat(realm.gate("/rules").get().expect(200).json()).contains(expected);

    // What was read can be written.
    assertThat(realm.gate("/rules/" + id).put(expected).expect(200).json()).isEqualTo(expected);

    realm.gate("/rules/" + id).delete().expect(204);
    assertThat(realm.gate("/rules/" + id).get().status()).isEqualTo(404);
    assertThat(realm.gate("/rules/" + id).delete().status()).isEqualTo(404);
  }

  @Test
  void aRuleStatedAnewForgetsWhatItSaidBefore() {
    ObjectNode rule = object(FULL_RULE).put("name", "anew");
    String id = realm.gate("/rules").post(rule).expect(201).createdId();
    ObjectNode less = object("{\"name\":\"anew-2\",\"protects\":{\"realmRoles\":[\"full-*\"]}}");

    JsonNode stated = realm.gate("/rules/" + id).put(less).expect(200).json();

    assertThat(stated).isEqualTo(less.put("id", id).put("mode", "enforce"));
    assertThat(realm.gate("/rules/" + id).get().json()).isEqualTo(stated);
    realm.gate("/rules/" + id).delete().expect(204);
  }

  // Rules: refused

  private static Arguments bad(String json, String field) {
    return arguments(json, field);
  }

  static Stream<Arguments> badRules() {
    return Stream.of(
        bad("{}", "name"),
        bad("{'name':5}", "name"),
        bad("{'name':''}", "name"),
        bad("{'name':'" + "x".repeat(101) + "'}", "name"),
        bad("{'name':'a\\nb'}", "name"),
        bad("{'protects':null}", "protects"),
        bad("{'protects':{}}", "protects"),
        bad("{'protects':{'realmRoles':[]}}", "protects"),
        bad("{'protects':'db-*'}", "protects"),
        bad("{'protects':['db-*']}", "protects"),
        bad("{'protects':{'realmRoles':'db-*'}}", "protects.realmRoles"),
        bad("{'protects':{'realmRoles':[5]}}", "protects.realmRoles"),
        bad("{'protects':{'realmRoles':['a**b']}}", "protects.realmRoles"),
        bad("{'protects':{'realmRoles':['a*b*c*d*e*f*g']}}", "protects.realmRoles"),
        bad("{'protects':{'realmRoles':['db-*','']}}", "protects.realmRoles"),
        bad("{'protects':{'realmRoles':['" + "x".repeat(256) + "']}}", "protects.realmRoles"),
        bad("{'protects':{'clientRoles':['refund']}}", "protects.clientRoles"),
        bad("{'protects':{'clientRoles':['orders/']}}", "protects.clientRoles"),
        bad("{'protects':{'attribute':'tier'}}", "protects.attribute"),
        bad("{'protects':{'attribute':'=high'}}", "protects.attribute"),
        bad("{'protects':{'group':['admins']}}", "protects.group"),
        bad("{'protects.realmRoles':['db-*']}", "protects.realmRoles"),
        bad("{'mode':'strict'}", "mode"),
        bad("{'mode':'ENFORCE'}", "mode"),
        bad("{'mode':''}", "mode"),
        bad("{'mode':['off']}", "mode"),
        bad("{'mode':true}", "mode"),
        bad("{'tickets':5}", "tickets"),
        bad("{'tickets':{'systems':['nowhere']}}", "tickets.systems"),
        bad("{'tickets':{'systems':['a b']}}", "tickets.systems"),
        bad("{'tickets':{'minApprovals':-1}}", "tickets.minApprovals"),
        bad("{'tickets':{'minApprovals':51}}", "tickets.minApprovals"),
        bad("{'tickets':{'minApprovals':1.5}}", "tickets.minApprovals"),
        bad("{'tickets':{'minApprovals':'2'}}", "tickets.minApprovals"),
        bad("{'tickets':{'minApprovals':99999999999999999999}}", "tickets.minApprovals"),
        bad("{'tickets':{'maxUses':0}}", "tickets.maxUses"),
        bad("{'tickets':{'approverRole':''}}", "tickets.approverRole"),
        bad("{'tickets':{'requireWindow':'yes'}}", "tickets.requireWindow"),
        bad("{'tickets':{'requireConfigurationItem':'yes'}}", "tickets.requireConfigurationItem"),
        bad("{'tickets':{'requireConfigurationItem':true}}", "tickets.requireConfigurationItem"),
        bad("{'tickets':{'requireRisk':'low'}}", "tickets.requireRisk"),
        bad("{'tickets.minApprovals':0,'tickets':{'minApprovals':2}}", "tickets.minApprovals"),
        bad(
            "{'separationOfDuties':{'exclusiveRoles':['a','b']}}",
            "separationOfDuties.exclusiveRoles"),
        bad(
            "{'separationOfDuties':{'exclusiveRoles':[['a']]}}",
            "separationOfDuties.exclusiveRoles"),
        bad(
            "{'separationOfDuties':{'exclusiveRoles':[['a','a']]}}",
            "separationOfDuties.exclusiveRoles"),
        bad(
            "{'separationOfDuties':{'exclusiveRoles':[['a,b','c']]}}",
            "separationOfDuties.exclusiveRoles"),
        bad("{'lifetime':{'max':'8h'}}", "lifetime.max"),
        bad("{'lifetime':{'max':'PT0S'}}", "lifetime.max"),
        bad("{'lifetime':{'max':'-PT1H'}}", "lifetime.max"),
        bad("{'lifetime':{'max':'P1Y'}}", "lifetime.max"),
        bad("{'lifetime':{'max':'P400D'}}", "lifetime.max"),
        bad("{'lifetime':{'max':28800}}", "lifetime.max"),
        bad("{'lifetime':{'max':'PT1H','default':'PT2H'}}", "lifetime.default"),
        bad("{'lifetime':{'max':'P60D','reviewEvery':'P30D'}}", "lifetime.reviewEvery"),
        bad("{'lifetime':{'max':'P60D','dormantAfter':'P30D'}}", "lifetime.dormantAfter"),
        bad("{'tickets':{'minApprovals':0,'approverRole':'cab-member'}}", "tickets.approverRole"),
        bad("{'provisioning':'auto'}", "provisioning"),
        bad("{'onTokenWithoutBinding':'allow'}", "onTokenWithoutBinding"),
        bad("{'snapshotMaxAge':'soon'}", "snapshotMaxAge"),
        bad("{'breakGlass':{'allowed':true}}", "breakGlass.role"),
        bad("{'breakGlass':{'allowed':true,'role':'c','max':'PT1H'}}", "breakGlass.reviewWithin"),
        bad("{'owner':{'required':'true'}}", "owner.required"),
        bad("{'nonsense':1}", "nonsense"),
        bad("{'protects':{'clientCredentials':'ci-*'}}", "protects.clientCredentials"),
        bad("{'rotationGrace':'soon'}", "rotationGrace"),
        bad("{'rotationGrace':'-PT1S'}", "rotationGrace"),
        // Demands that this version does not enforce
        bad("{'structuralGrants':'true'}", "structuralGrants"),
        bad("{'unboundMembers':'keep'}", "unboundMembers"),
        bad("{'unboundGrants':'keep'}", "unboundGrants"),
        bad("{'condition':'true'}", "condition"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRules")
  void aBadRuleIsRefusedAndTheFieldNamed(String json, String field) {
    ObjectNode good =
        object("{'name':'bad','protects':{'realmRoles':['bad-*']}}".replace('\'', '"'));
    String id = realm.gate("/rules").post(good.put("name", "good")).expect(201).createdId();
    JsonNode before = realm.gate("/rules").get().json();
    ObjectNode rule = object(json.replace('\'', '"'));
    if (!rule.has("name") && !rule.isEmpty()) {
      rule.put("name", "bad");
    }
    if (!rule.has("protects")) {
      rule.set("protects", good.path("protects"));
    }

    for (Answer answer :
        List.of(realm.gate("/rules").post(rule), realm.gate("/rules/" + id).put(rule))) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
      assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
      assertThat(answer.text("code")).isEqualTo("rule_invalid");
      assertThat(answer.text("field")).as(answer.toString()).isEqualTo(field);
      assertThat(answer.text("detail")).endsWith(".");
    }

    assertThat(realm.gate("/rules").get().json()).isEqualTo(before);
    realm.gate("/rules/" + id).delete().expect(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "5", "{", "{\"name\":\"a\",\"name\":\"b\"}"})
  void whatIsNoRuleAtAllIsRefused(String body) {
    assertProblem(realm.gate("/rules").post(body), 400, "rule_invalid");
    assertProblem(realm.gate("/systems").post(body), 400, "system_invalid");
  }

  @Test
  void aNameIsTakenOnce() {
    ObjectNode rule = object(FULL_RULE).put("name", "taken");
    String first = realm.gate("/rules").post(rule).expect(201).createdId();
    String second =
        realm.gate("/rules").post(rule.deepCopy().put("name", "free")).expect(201).createdId();

    assertProblem(realm.gate("/rules").post(rule), 409, "rule_invalid");
    Answer renamed = realm.gate("/rules/" + second).put(rule);
    assertProblem(renamed, 409, "rule_invalid");
    assertThat(renamed.text("detail")).contains("taken");
    assertThat(realm.gate("/rules/" + second).get().text("name")).isEqualTo("free");

    realm.gate("/rules/" + first).delete().expect(204);
    realm.gate("/rules/" + second).delete().expect(204);
  }

  @Test
  void aRuleIsOfItsRealmAndOfItsKind() {
    String system = systemId("demo");
    String rule = ruleId("prod-admins");
    try (RealmFixture other = realm.server().newRealm()) {
      assertProblem(other.gate("/rules/" + rule).get(), 404, "rule_invalid");
      assertProblem(other.gate("/rules/" + rule).put(object(FULL_RULE)), 404, "rule_invalid");
      assertProblem(other.gate("/rules/" + rule).delete(), 404, "rule_invalid");
      assertProblem(other.gate("/systems/" + system).get(), 404, "system_invalid");
      assertProblem(other.gate("/systems/" + system).delete(), 404, "system_invalid");
    }
    assertProblem(realm.gate("/rules/" + system).get(), 404, "rule_invalid");
    assertProblem(realm.gate("/rules/" + system).delete(), 404, "rule_invalid");
    assertProblem(realm.gate("/systems/" + rule).delete(), 404, "system_invalid");
    assertThat(realm.gate("/rules/" + rule).get().status()).isEqualTo(200);
    assertThat(realm.gate("/systems/" + system).get().status()).isEqualTo(200);
  }

  // Systems

  @Test
  void aSystemComesOutAsItWentIn() {
    ObjectNode sent =
        object(
            "{\"name\":\"itsm-1\",\"connector\":\"push\","
                + "\"config\":{\"userAttributes\":[\"snow_id\",\"username\"]}}");

    Answer created = realm.gate("/systems").post(sent);

    String id = created.expect(201).createdId();
    ObjectNode expected = sent.deepCopy().put("id", id);
    assertThat(created.json()).isEqualTo(expected);
    assertThat(realm.gate("/systems/" + id).get().expect(200).json()).isEqualTo(expected);
    assertThat(realm.gate("/systems").get().expect(200).json()).contains(expected);
    assertThat(realm.gate("").get().expect(200).json().path("systems"))
        .extracting(system -> system.path("name").asText())
        .contains("itsm-1");

    JsonNode less = realm.gate("/systems/" + id).put(Map.of("config", Map.of())).expect(200).json();
    assertThat(less.path("config")).isEmpty();

    realm.gate("/systems/" + id).delete().expect(204);
    assertThat(realm.gate("/systems/" + id).get().status()).isEqualTo(404);
  }

  static Stream<Arguments> badSystems() {
    return Stream.of(
        bad("{'connector':'push'}", "name"),
        bad("{'name':5,'connector':'push'}", "name"),
        bad("{'name':'x'}", "connector"),
        bad("{'name':'x','connector':'nothing'}", "connector"),
        bad("{'name':'x','connector':'push','config':5}", "config"),
        bad("{'name':'x','connector':'push','config':{'secret':'s'}}", "config.secret"),
        bad(
            "{'name':'x','connector':'push','config':{'userAttributes':{}}}",
            "config.userAttributes"),
        bad(
            "{'name':'x','connector':'push','config':{'userAttributes':null}}",
            "config.userAttributes"),
        bad(
            "{'name':'x','connector':'push','config':{'userAttributes':[[]]}}",
            "config.userAttributes"),
        bad("{'name':'x','connector':'push','url':'http://itsm'}", "url"),
        bad("{'name':'','connector':'push'}", ""),
        bad("{'name':'a:b','connector':'push'}", ""),
        bad("{'name':'a b','connector':'push'}", ""),
        bad("{'name':'" + "x".repeat(65) + "','connector':'push'}", ""),
        bad("{'name':'demo','connector':'push'}", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badSystems")
  void aBadSystemIsRefusedAndTheFieldNamed(String json, String field) {
    JsonNode before = realm.gate("/systems").get().json();
    Answer answer = realm.gate("/systems").post(object(json.replace('\'', '"')));
    assertProblem(answer, 400, "system_invalid");
    assertThat(answer.text("field")).isEqualTo(field);
    assertThat(realm.gate("/systems").get().json()).isEqualTo(before);
  }

  @Test
  void aSystemKeepsItsNameAndConnector() {
    String id = systemId("demo");
    Answer renamed = realm.gate("/systems/" + id).put(Map.of("name", "other"));
    assertProblem(renamed, 400, "system_invalid");
    assertThat(renamed.text("field")).isEqualTo("name");
    assertThat(realm.gate("/systems/" + id).put(Map.of("connector", "rest")).text("field"))
        .isEqualTo("connector");
  }

  @Test
  void aSystemThatARuleNamesStays() {
    String system =
        realm
            .gate("/systems")
            .post(Map.of("name", "needed", "connector", "push"))
            .expect(201)
            .createdId();
    String rule =
        realm
            .gate("/rules")
            .post(
                Map.of(
                    "name", "needs",
                    "protects", Map.of("realmRoles", List.of("needing")),
                    "tickets", Map.of("systems", List.of("needed"))))
            .expect(201)
            .createdId();

    Answer refused = realm.gate("/systems/" + system).delete();

    assertProblem(refused, 409, "system_invalid");
    assertThat(refused.text("detail")).contains("needs");
    realm.gate("/rules/" + rule).delete().expect(204);
    realm.gate("/systems/" + system).delete().expect(204);
  }

  @Test
  void aSystemStaysWhileBindingsRestOnItsTickets() {
    try (RealmFixture other = realm.server().newRealm()) {
      Story told = new Story(other);
      told.rule(Map.of());
      String alice = told.newUser();
      Pushed ticket = told.ticketFor(alice).push();
      told.bind(ticket, alice).expect(201);
      String path =
          "/systems/" + other.gate("/systems").get().expect(200).json().path(0).path("id").asText();

      assertProblem(other.gate(path).delete(), 409, "system_invalid");

      ticket.close();
      other.gate(path).delete().expect(204);
    }
  }

  // The stock endpoint for components

  @Test
  void theStockEndpointRefusesABadRuleToo() {
    String parent = realm.api("").get().text("id");
    int before = realm.gate("/rules").get().json().size();
    for (Map<String, List<String>> config :
        List.of(
            Map.<String, List<String>>of(),
            Map.of("protects.realmRoles", List.of("x"), "lifetime.max", List.of("8h")),
            Map.of("protects.realmRoles", List.of("x"), "condition", List.of("true")),
            Map.of("protects.realmRoles", List.of("x"), "nonsense", List.of("true")))) {
      Answer answer =
          realm.api("/components").post(component("stock", RULE, "rule", parent, config));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
      assertThat(answer.text("errorMessage")).startsWith("rule_invalid: ");
    }
    Map<String, List<String>> good = Map.of("protects.realmRoles", List.of("x"));
    assertThat(
            realm
                .api("/components")
                .post(component("prod-admins", RULE, "rule", parent, good))
                .text("errorMessage"))
        .contains("prod-admins");
    Map<String, Object> nameless = component("", RULE, "rule", parent, good);
    assertThat(realm.api("/components").post(nameless).status()).isEqualTo(400);
    nameless.remove("name");
    assertThat(realm.api("/components").post(nameless).status()).isEqualTo(400);
    assertThat(
            realm
                .api("/components")
                .post(component("a b", SYSTEM, "push", parent, Map.of()))
                .status())
        .isEqualTo(400);
    assertThat(realm.gate("/rules").get().json()).hasSize(before);
  }

  @Test
  void aRuleOfTheStockEndpointHoldsAtOnce() {
    String parent = realm.api("").get().text("id");
    realm.createRole("stocked");
    String id =
        realm
            .api("/components")
            .post(
                component(
                    "stocked",
                    RULE,
                    "rule",
                    parent,
                    Map.of("protects.realmRoles", List.of("stocked"))))
            .expect(201)
            .createdId();
    assertThat(realm.assign(story.newUser(), "stocked").text("error")).isEqualTo("ticket_required");
    assertThat(realm.gate("/rules/" + id).get().text("mode")).isEqualTo("enforce");

    realm.gate("/rules/" + id).delete().expect(204);
    assertThat(realm.assign(story.newUser(), "stocked").status()).isEqualTo(204);
  }

  // Export and import

  @Test
  void rulesAndSystemsTravelWithTheRealm() {
    try (RealmFixture source = realm.server().newRealm()) {
      Story told = new Story(source);
      told.rule(Map.of("tickets", Map.of("systems", List.of("demo"), "minApprovals", 2)));
      source.gate("/rules").post(object(FULL_RULE)).expect(201);
      JsonNode rules = source.gate("/rules").get().json();
      JsonNode systems = source.gate("/systems").get().json();
      ObjectNode exported =
          (ObjectNode)
              source
                  .api("/partial-export?exportClients=true&exportGroupsAndRoles=true")
                  .post()
                  .expect(200)
                  .json();
      source.api("").delete().expect(204);

      source.server().admin().to("/admin/realms").post(exported).expect(201);

      assertThat(source.gate("/rules").get().expect(200).json()).isEqualTo(rules);
      assertThat(source.gate("/systems").get().expect(200).json()).isEqualTo(systems);
      source.createUser("zoe");
      assertThat(source.assign("zoe", Story.ROLE).text("error")).isEqualTo("ticket_required");
    }
  }

  @Test
  void anImportWithABadRuleMakesNoRealm() {
    ObjectNode components = Http.JSON.createObjectNode();
    components.putArray(RULE).add(imported("bad", "tickets.minApprovals", "many"));
    String name = realm.name() + "-bad";

    Answer answer =
        realm
            .server()
            .admin()
            .to("/admin/realms")
            .post(Map.of("realm", name, "components", components));

    assertThat(answer.status()).as(answer.toString()).isBetween(400, 599);
    assertThat(realm.server().admin().to("/admin/realms/" + name).get().status()).isEqualTo(404);
  }

  private static ObjectNode imported(String name, String field, String value) {
    ObjectNode rule = Http.JSON.createObjectNode().put("name", name).put("providerId", "rule");
    ObjectNode config = rule.putObject("config");
    config.putArray("protects.realmRoles").add("db-*");
    config.putArray(field).add(value);
    return rule;
  }

  // What rules protect

  @Test
  void aRoleThatIsMadeLaterIsProtectedAtOnce() {
    String role = "db-later";
    realm.createRole(role);
    Answer refused = realm.assign(story.newUser(), role);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("ticket_required");
  }

  @Test
  void aRoleIsProtectedByItsAttribute() {
    String role = "marked";
    realm.createRole(role);
    String alice = story.newUser();
    realm.assign(alice, role).expect(204);
    realm.unassign(alice, role).expect(204);

    mark(role, "high");
    assertThat(realm.assign(alice, role).text("error")).isEqualTo("ticket_required");
    Pushed ticket =
        story.ticketFor(alice).with("entitlements", List.of(Map.of("realmRole", role))).push();
    assertThat(realm.assign(alice, role, ticket.ref()).status()).isEqualTo(204);
    ticket.close();
    assertThat(realm.directRoles(alice)).doesNotContain(role);

    // Whoever may edit the role may take off its mark; who states what the rule protects lets it
    // go.
    mark(role, "low");
    assertThat(realm.assign(alice, role).text("error")).isEqualTo("ticket_required");
    for (JsonNode rule : realm.gate("/rules").get().expect(200).json()) {
      if (rule.path("protects").has("attribute")) {
        ((ObjectNode) rule.path("protects")).withArray("realmRoles").add("marked-otherwise-*");
        realm.gate("/rules/" + rule.path("id").asText()).put(rule).expect(200);
      }
    }
    assertThat(realm.assign(alice, role).status()).isEqualTo(204);
  }

  private void mark(String role, String tier) {
    ObjectNode representation = realm.role(role).deepCopy();
    representation.putObject("attributes").putArray("ticket-gate.tier").add(tier);
    realm.api("/roles/" + role).put(representation).expect(204);
  }

  @Test
  void aRenamedRoleStaysProtectedAndItsGrantsAreTakenBack() {
    String role = "db-renamed";
    String id = realm.createRole(role);
    String alice = story.newUser();
    Pushed ticket =
        story.ticketFor(alice).with("entitlements", List.of(Map.of("realmRole", role))).push();
    String binding =
        story
            .bind(ticket, alice, Map.of("entitlement", Map.of("realmRole", role)))
            .expect(201)
            .createdId();

    ObjectNode renamed = realm.role(role).deepCopy();
    realm.api("/roles-by-id/" + id).put(renamed.put("name", "harmless")).expect(204);

    assertThat(realm.directRoles(alice)).contains("harmless");
    assertThat(story.binding(binding).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(realm.assign(story.newUser(), "harmless").text("error"))
        .isEqualTo("ticket_required");
    for (String name : List.of(role, "harmless")) {
      assertThat(realm.gate("/bindings?role=" + name).get().json())
          .extracting(each -> each.path("id").asText())
          .containsExactly(binding);
    }

    realm.api("/roles-by-id/" + id).put(renamed.put("name", "harmless-2")).expect(204);
    assertThat(realm.assign(story.newUser(), "harmless-2").text("error"))
        .isEqualTo("ticket_required");

    ticket.close();
    assertThat(story.binding(binding).path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(realm.directRoles(alice)).doesNotContain("harmless", "harmless-2");
  }

  @Test
  void aRenamedRoleIsForgottenOnlyWhenTheRuleProtectsSomethingElse() {
    String role = "kept";
    String id = realm.createRole(role);
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("name", "keeper");
    rule.put("protects", Map.of("realmRoles", List.of("kept", "kept-*")));
    String ruleId = realm.gate("/rules").post(rule).expect(201).createdId();
    ObjectNode renamed = realm.role(role).deepCopy();
    realm.api("/roles-by-id/" + id).put(renamed.put("name", "let-go")).expect(204);

    rule.put("lifetime", Map.of("max", "PT1H"));
    rule.put("protects", Map.of("realmRoles", List.of("kept-*", "kept")));
    realm.gate("/rules/" + ruleId).put(rule).expect(200);
    assertThat(realm.assign(story.newUser(), "let-go").text("error")).isEqualTo("ticket_required");

    rule.put("protects", Map.of("realmRoles", List.of("kept")));
    realm.gate("/rules/" + ruleId).put(rule).expect(200);
    assertThat(realm.assign(story.newUser(), "let-go").status()).isEqualTo(204);
    realm.gate("/rules/" + ruleId).delete().expect(204);
  }

  @Test
  void aNameThatIsTakenIsRefusedAsEver() {
    String id = realm.createRole("one");
    realm.createRole("two");
    ObjectNode role = realm.role("one").deepCopy();
    assertThat(realm.api("/roles-by-id/" + id).put(role.put("name", "two")).status())
        .isEqualTo(409);
    String uuid = realm.createClient("client-one");
    ObjectNode client = realm.api("/clients/" + uuid).get().json().deepCopy();
    assertThat(realm.api("/clients/" + uuid).put(client.put("clientId", "orders")).status())
        .isEqualTo(409);
    assertThat(realm.role("one").path("id").asText()).isEqualTo(id);
    assertThat(realm.clientUuid("client-one")).isEqualTo(uuid);
  }

  @Test
  void theRolesOfARenamedClientStayProtected() {
    realm.createClient("tills");
    realm.createClientRole("tills", "refund");
    String rule =
        realm
            .gate("/rules")
            .post(
                Map.of("name", "tills", "protects", Map.of("clientRoles", List.of("tills/refund"))))
            .expect(201)
            .createdId();
    String alice = story.newUser();
    Map<String, Object> entitlement =
        Map.of("clientRole", Map.of("client", "tills", "role", "refund"));
    Pushed ticket = story.ticketFor(alice).with("entitlements", List.of(entitlement)).push();
    String binding =
        story.bind(ticket, alice, Map.of("entitlement", entitlement)).expect(201).createdId();
    assertThat(realm.gate("/bindings?role=tills/refund").get().json()).hasSize(1);

    String uuid = realm.clientUuid("tills");
    ObjectNode client = realm.api("/clients/" + uuid).get().json().deepCopy();
    realm.api("/clients/" + uuid).put(client.put("clientId", "counters")).expect(204);

    assertThat(realm.effectiveClientRoles(alice, "counters")).contains("refund");
    assertThat(story.binding(binding).path("status").asText()).isEqualTo("ACTIVE");
    JsonNode role = realm.api("/clients/" + uuid + "/roles/refund").get().json();
    Answer refused =
        realm
            .api("/users/" + realm.userId(story.newUser()) + "/role-mappings/clients/" + uuid)
            .post(List.of(role));
    assertThat(refused.text("error")).isEqualTo("ticket_required");

    ticket.close();
    assertThat(realm.effectiveClientRoles(alice, "counters")).doesNotContain("refund");
    realm.gate("/rules/" + rule).delete().expect(204);
  }

  // Helpers

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.text("code")).isEqualTo(code);
    assertThat(answer.text("detail")).endsWith(".");
  }

  private String systemId(String name) {
    return idOf("/systems", name);
  }

  private String ruleId(String name) {
    return idOf("/rules", name);
  }

  private String idOf(String collection, String name) {
    for (JsonNode each : realm.gate(collection).get().expect(200).json()) {
      if (each.path("name").asText().equals(name)) {
        return each.path("id").asText();
      }
    }
    throw new AssertionError("There is no " + name + " in " + collection);
  }

  private static Map<String, Object> component(
      String name, String type, String provider, String parent, Map<String, List<String>> config) {
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("name", name);
    component.put("providerType", type);
    component.put("providerId", provider);
    component.put("parentId", parent);
    component.put("config", config);
    return component;
  }

  private static ObjectNode object(String json) {
    try {
      return (ObjectNode) Http.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
