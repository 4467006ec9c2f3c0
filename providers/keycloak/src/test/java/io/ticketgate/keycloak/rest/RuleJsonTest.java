package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.refusal.ErrorCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;

class RuleJsonTest {

  private static final String FULL =
      """
      { "id": "r-1", "name": "full", "mode": "audit",
        "protects": { "realmRoles": ["db-*", "fully"], "attribute": "tier=high" },
        "tickets": { "minApprovals": 2, "requireWindow": true, "systems": ["demo"] },
        "separationOfDuties": { "exclusiveRoles": [["a", "b", "c"], ["maker", "checker"]] },
        "lifetime": { "max": "PT8H" } }
      """;

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static ComponentModel rule(MultivaluedHashMap<String, String> config) {
    ComponentModel rule = new ComponentModel();
    rule.setId("r-1");
    rule.setName("full");
    rule.setConfig(config);
    return rule;
  }

  @Test
  void aRuleComesOutAsItWentIn() {
    assertThat(RuleJson.json(rule(RuleJson.config(json(FULL))))).isEqualTo(json(FULL));
  }

  @Test
  void whatItMatchedWhenItWasSavedIsNoPartOfIt() {
    ComponentModel rule = rule(RuleJson.config(json(FULL)));
    ObjectNode saved =
        RuleJson.saved(
            rule,
            List.of(
                new RuleMatches.PatternMatch("protects.realmRoles", "db-*", 0, List.of(), null)));

    assertThat(saved.at("/matches/0").toString())
        .isEqualTo(
            "{\"field\":\"protects.realmRoles\",\"pattern\":\"db-*\",\"count\":0,\"first\":[]}");
    assertThat(RuleJson.config(saved)).isEqualTo(rule.getConfig());
  }

  @Test
  void itsNestedFieldsAreFlatSettings() {
    MultivaluedHashMap<String, String> config = RuleJson.config(json(FULL));

    assertThat(config).doesNotContainKeys("id", "name");
    assertThat(config.get("protects.realmRoles")).containsExactly("db-*", "fully");
    assertThat(config.get("tickets.minApprovals")).containsExactly("2");
    assertThat(config.get("tickets.requireWindow")).containsExactly("true");
    assertThat(config.get("separationOfDuties.exclusiveRoles"))
        .containsExactly("a,b,c", "maker,checker");
  }

  @Test
  void whatIsNullIsLeftOut() {
    assertThat(RuleJson.config(json("{\"protects\":null,\"mode\":null}"))).isEmpty();
  }

  @Test
  void theModeIsShownThoughNobodyStatedIt() {
    assertThat(RuleJson.json(rule(new MultivaluedHashMap<>())).path("mode").asText())
        .isEqualTo("enforce");
  }

  @Test
  void listsAreShownInOneOrder() {
    MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
    config.put("protects.realmRoles", List.of("z", "a"));

    assertThat(RuleJson.json(rule(config)).at("/protects/realmRoles"))
        .extracting(role -> role.asText())
        .containsExactly("a", "z");
  }

  @Test
  void whatAHandInTheDatabaseWroteIsShownAsItIs() {
    MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
    config.putSingle("tickets.minApprovals", "many");

    assertThat(RuleJson.json(rule(config)).at("/tickets/minApprovals").asText()).isEqualTo("many");
  }

  static Stream<Arguments> ofAnotherShape() {
    return Stream.of(
        arguments("{'protects':'db-*'}", "protects"),
        arguments("{'protects':['db-*']}", "protects"),
        arguments("{'protects':{'realmRoles':'db-*'}}", "protects.realmRoles"),
        arguments("{'protects':{'realmRoles':[5]}}", "protects.realmRoles"),
        arguments("{'protects':{'realmRoles':['db-*','']}}", "protects.realmRoles"),
        arguments("{'protects':{'clientCredentials':'ci-*'}}", "protects.clientCredentials"),
        arguments("{'protects':{'group':['admins']}}", "protects.group"),
        arguments("{'protects.realmRoles':['db-*']}", "protects.realmRoles"),
        arguments("{'mode':['off']}", "mode"),
        arguments("{'mode':true}", "mode"),
        arguments("{'mode':' '}", "mode"),
        arguments("{'tickets':5}", "tickets"),
        arguments("{'tickets':{'minApprovals':1.5}}", "tickets.minApprovals"),
        arguments("{'tickets':{'minApprovals':'2'}}", "tickets.minApprovals"),
        arguments("{'tickets':{'approverRole':''}}", "tickets.approverRole"),
        arguments("{'tickets':{'requireWindow':'yes'}}", "tickets.requireWindow"),
        arguments("{'tickets':{'requireWindow':1}}", "tickets.requireWindow"),
        arguments(
            "{'tickets':{'requireConfigurationItem':true}}", "tickets.requireConfigurationItem"),
        arguments(
            "{'tickets.minApprovals':0,'tickets':{'minApprovals':2}}", "tickets.minApprovals"),
        arguments(
            "{'separationOfDuties':{'exclusiveRoles':['a','b']}}",
            "separationOfDuties.exclusiveRoles"),
        arguments(
            "{'separationOfDuties':{'exclusiveRoles':[['a,b','c']]}}",
            "separationOfDuties.exclusiveRoles"),
        arguments("{'lifetime':{'max':28800}}", "lifetime.max"),
        arguments("{'owner':{'required':'true'}}", "owner.required"),
        arguments("{'nonsense':1}", "nonsense"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofAnotherShape")
  void anotherShapeIsRefusedAndTheFieldNamed(String rule, String field) {
    ObjectNode json = json(rule.replace('\'', '"'));

    Malformed.refused(ErrorCode.RULE_INVALID, field, () -> RuleJson.config(json));
  }
}
