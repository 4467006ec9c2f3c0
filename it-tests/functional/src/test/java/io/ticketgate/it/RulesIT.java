package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
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

/** Rules: written, read, refused. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RulesIT {

  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    new Story(fixture).rule(Map.of());
  }

  private static JsonNode withoutMatches(Answer saved) {
    ObjectNode rule = saved.json().deepCopy();
    assertThat(rule.remove("matches")).as(saved.toString()).isNotNull();
    return rule;
  }

  @Test
  void savingARuleSaysWhatItMatchesNow() {
    realm.createRole("match-a");
    realm.createRole("match-b");
    realm.createClient("matched");
    realm.createClientRole("matched", "refund");
    ObjectNode rule =
        Configuration.object(
            """
            { "name": "matching", "mode": "audit",
              "protects": { "realmRoles": ["match-*", "mistyped-*", "matched/refund"],
                            "clientRoles": ["matched/*"], "clientCredentials": ["matched"],
                            "configuration": ["keys"], "attribute": "tier=none" } }
            """);

    Answer created = realm.gate("/rules").post(rule).expect(201);

    assertThat(created.json().path("matches"))
        .extracting(each -> each.path("pattern").asText() + " " + each.path("count").asInt())
        .containsExactlyInAnyOrder(
            "match-* 2",
            "mistyped-* 0",
            "matched/refund 0",
            "matched/* 1",
            "matched 1",
            "keys 1",
            "tier=none 0");
    String id = created.createdId();
    realm.createRole("match-c");
    Answer updated =
        realm
            .gate("/rules/" + id)
            .put(rule.set("protects", Configuration.object("{\"realmRoles\":[\"match-*\"]}")))
            .expect(200);
    assertThat(updated.json().at("/matches/0").toString())
        .isEqualTo(
            "{\"field\":\"protects.realmRoles\",\"pattern\":\"match-*\",\"count\":3,"
                + "\"first\":[\"match-a\",\"match-b\",\"match-c\"]}");
    realm.gate("/rules/" + id).delete().expect(204);
  }

  @Test
  void aRuleComesOutAsItWentIn() {
    ObjectNode sent = Configuration.object(Configuration.FULL_RULE);

    Answer created = realm.gate("/rules").post(sent);

    String id = created.expect(201).createdId();
    assertThat(created.header("Location"))
        .endsWith("/admin/realms/" + realm.name() + "/ticket-gate/rules/" + id);
    ObjectNode expected = sent.deepCopy().put("id", id);
    assertThat(withoutMatches(created)).isEqualTo(expected);
    assertThat(realm.gate("/rules/" + id).get().expect(200).json()).isEqualTo(expected);
    assertThat(realm.gate("/rules").get().expect(200).json()).contains(expected);

    // What was read can be written.
    assertThat(withoutMatches(realm.gate("/rules/" + id).put(created.json()).expect(200)))
        .isEqualTo(expected);
    assertThat(realm.gate("/rules/" + id).get().json()).isEqualTo(expected);

    realm.gate("/rules/" + id).delete().expect(204);
    assertThat(realm.gate("/rules/" + id).get().status()).isEqualTo(404);
    assertThat(realm.gate("/rules/" + id).delete().status()).isEqualTo(404);
  }

  @Test
  void aRuleStatedAnewForgetsWhatItSaidBefore() {
    ObjectNode rule = Configuration.object(Configuration.FULL_RULE).put("name", "anew");
    String id = realm.gate("/rules").post(rule).expect(201).createdId();
    ObjectNode less =
        Configuration.object("{\"name\":\"anew-2\",\"protects\":{\"realmRoles\":[\"full-*\"]}}");

    JsonNode stated = withoutMatches(realm.gate("/rules/" + id).put(less).expect(200));

    assertThat(stated).isEqualTo(less.put("id", id).put("mode", "enforce"));
    assertThat(realm.gate("/rules/" + id).get().json()).isEqualTo(stated);
    realm.gate("/rules/" + id).delete().expect(204);
  }

  /** RuleJsonTest has the other shapes, and the rule's tests the other bounds. */
  static Stream<Arguments> badRules() {
    return Stream.of(
        arguments("{}", "name"),
        arguments("{'name':5}", "name"),
        arguments("{'name':''}", "name"),
        arguments("{'name':'" + "x".repeat(101) + "'}", "name"),
        arguments("{'name':'a\\nb'}", "name"),
        arguments("{'protects':null}", "protects"),
        arguments("{'protects':{}}", "protects"),
        arguments("{'protects':{'realmRoles':[]}}", "protects"),
        arguments("{'protects':'db-*'}", "protects"),
        arguments("{'protects':{'realmRoles':['a**b']}}", "protects.realmRoles"),
        arguments("{'protects':{'realmRoles':['a*b*c*d*e*f*g']}}", "protects.realmRoles"),
        arguments("{'protects':{'realmRoles':['" + "x".repeat(256) + "']}}", "protects.realmRoles"),
        arguments("{'protects':{'clientRoles':['refund']}}", "protects.clientRoles"),
        arguments("{'protects':{'clientRoles':['orders/']}}", "protects.clientRoles"),
        arguments("{'protects':{'attribute':'tier'}}", "protects.attribute"),
        arguments("{'protects':{'attribute':'=high'}}", "protects.attribute"),
        arguments("{'mode':'strict'}", "mode"),
        arguments("{'mode':'ENFORCE'}", "mode"),
        arguments("{'mode':''}", "mode"),
        arguments("{'tickets':{'systems':['nowhere']}}", "tickets.systems"),
        arguments("{'tickets':{'systems':['a b']}}", "tickets.systems"),
        arguments("{'tickets':{'minApprovals':-1}}", "tickets.minApprovals"),
        arguments("{'tickets':{'minApprovals':51}}", "tickets.minApprovals"),
        arguments("{'tickets':{'minApprovals':1.5}}", "tickets.minApprovals"),
        arguments("{'tickets':{'minApprovals':99999999999999999999}}", "tickets.minApprovals"),
        arguments("{'tickets':{'maxUses':0}}", "tickets.maxUses"),
        arguments(
            "{'tickets':{'requireConfigurationItem':'yes'}}", "tickets.requireConfigurationItem"),
        arguments("{'tickets':{'requireRisk':'low'}}", "tickets.requireRisk"),
        arguments(
            "{'separationOfDuties':{'exclusiveRoles':[['a']]}}",
            "separationOfDuties.exclusiveRoles"),
        arguments(
            "{'separationOfDuties':{'exclusiveRoles':[['a','a']]}}",
            "separationOfDuties.exclusiveRoles"),
        arguments("{'lifetime':{'max':'8h'}}", "lifetime.max"),
        arguments("{'lifetime':{'max':'PT0S'}}", "lifetime.max"),
        arguments("{'lifetime':{'max':'-PT1H'}}", "lifetime.max"),
        arguments("{'lifetime':{'max':'P1Y'}}", "lifetime.max"),
        arguments("{'lifetime':{'max':'P400D'}}", "lifetime.max"),
        arguments("{'lifetime':{'max':'PT1H','default':'PT2H'}}", "lifetime.default"),
        arguments("{'lifetime':{'max':'none'}}", "lifetime.max"),
        arguments("{'lifetime':{'reviewEvery':'weekly'}}", "lifetime.reviewEvery"),
        arguments("{'lifetime':{'reviewEvery':'P30D'},'reviews':{'by':'me'}}", "reviews.by"),
        arguments("{'reviews':{'riskAnalysis':'TRA-12'}}", "reviews.riskAnalysis"),
        arguments("{'onDormant':'revoke'}", "onDormant"),
        arguments(
            "{'tickets':{'minApprovals':0,'approverRole':'cab-member'}}", "tickets.approverRole"),
        arguments("{'provisioning':'auto'}", "provisioning"),
        arguments("{'onTokenWithoutBinding':'allow'}", "onTokenWithoutBinding"),
        arguments("{'snapshotMaxAge':'soon'}", "snapshotMaxAge"),
        arguments("{'breakGlass':{'allowed':true}}", "breakGlass.role"),
        arguments(
            "{'breakGlass':{'allowed':true,'role':'c','max':'PT1H'}}", "breakGlass.reviewWithin"),
        arguments(
            "{'breakGlass':{'allowed':true,'role':'c','max':'PT9H','reviewWithin':'P1D'}}",
            "breakGlass.max"),
        arguments("{'tickets':{'systems':['break-glass']}}", "tickets.systems"),
        arguments("{'breakGlass':{'role':'c'}}", "breakGlass.role"),
        arguments("{'nonsense':1}", "nonsense"),
        arguments("{'rotationGrace':'soon'}", "rotationGrace"),
        arguments("{'rotationGrace':'-PT1S'}", "rotationGrace"),
        // Demands that this version does not enforce
        arguments("{'structuralGrants':'true'}", "structuralGrants"),
        arguments("{'unboundMembers':'keep'}", "unboundMembers"),
        arguments("{'unboundGrants':'keep'}", "unboundGrants"),
        arguments("{'condition':'ticket.colour == 1'}", "condition"),
        arguments("{'condition':'ticket.risk'}", "condition"),
        arguments("{'condition':true}", "condition"),
        arguments("{'tickets':{'byRisk':[]}}", "tickets.byRisk"),
        arguments("{'tickets':{'byRisk':{'high':3}}}", "tickets.byRisk"),
        arguments("{'tickets':{'byRisk':{'high':{'minApprovals':'3'}}}}", "tickets.byRisk"),
        arguments("{'tickets':{'byRisk':{'high':{'colour':'red'}}}}", "tickets.byRisk"),
        arguments("{'tickets':{'byRisk':{'a,b':{'lifetime':'PT1H'}}}}", "tickets.byRisk"),
        arguments("{'tickets':{'byRisk':{'high':{'lifetime':'PT9H'}}}}", "tickets.byRisk"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRules")
  void aBadRuleIsRefusedAndTheFieldNamed(String json, String field) {
    ObjectNode good =
        Configuration.object(
            "{'name':'bad','protects':{'realmRoles':['bad-*']}}".replace('\'', '"'));
    String id = realm.gate("/rules").post(good.put("name", "good")).expect(201).createdId();
    JsonNode before = realm.gate("/rules").get().json();
    ObjectNode rule = Configuration.object(json.replace('\'', '"'));
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
    Configuration.assertProblem(realm.gate("/rules").post(body), 400, "rule_invalid");
    Configuration.assertProblem(realm.gate("/systems").post(body), 400, "system_invalid");
  }

  @Test
  void aNameIsTakenOnce() {
    ObjectNode rule = Configuration.object(Configuration.FULL_RULE).put("name", "taken");
    String first = realm.gate("/rules").post(rule).expect(201).createdId();
    String second =
        realm.gate("/rules").post(rule.deepCopy().put("name", "free")).expect(201).createdId();

    Configuration.assertProblem(realm.gate("/rules").post(rule), 409, "rule_invalid");
    Answer renamed = realm.gate("/rules/" + second).put(rule);
    Configuration.assertProblem(renamed, 409, "rule_invalid");
    assertThat(renamed.text("detail")).contains("taken");
    assertThat(realm.gate("/rules/" + second).get().text("name")).isEqualTo("free");

    realm.gate("/rules/" + first).delete().expect(204);
    realm.gate("/rules/" + second).delete().expect(204);
  }

  @Test
  void aRuleIsOfItsRealmAndOfItsKind() {
    String system = Configuration.id(realm, "/systems", "demo");
    String rule = Configuration.id(realm, "/rules", "prod-admins");
    try (RealmFixture other = realm.server().newRealm()) {
      Configuration.assertProblem(other.gate("/rules/" + rule).get(), 404, "rule_invalid");
      Configuration.assertProblem(
          other.gate("/rules/" + rule).put(Configuration.object(Configuration.FULL_RULE)),
          404,
          "rule_invalid");
      Configuration.assertProblem(other.gate("/rules/" + rule).delete(), 404, "rule_invalid");
      Configuration.assertProblem(other.gate("/systems/" + system).get(), 404, "system_invalid");
      Configuration.assertProblem(other.gate("/systems/" + system).delete(), 404, "system_invalid");
    }
    Configuration.assertProblem(realm.gate("/rules/" + system).get(), 404, "rule_invalid");
    Configuration.assertProblem(realm.gate("/rules/" + system).delete(), 404, "rule_invalid");
    Configuration.assertProblem(realm.gate("/systems/" + rule).delete(), 404, "system_invalid");
    assertThat(realm.gate("/rules/" + rule).get().status()).isEqualTo(200);
    assertThat(realm.gate("/systems/" + system).get().status()).isEqualTo(200);
  }
}
