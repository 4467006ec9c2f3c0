package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;

/** Rules and systems as the gate's resource takes them, and how it refuses them. */
final class Configuration {

  /** Every field that a rule has. */
  static final String FULL_RULE =
      """
      { "name": "full", "mode": "audit",
        "protects": { "realmRoles": ["full-*", "fully"], "clientRoles": ["full-*/x", "full/refund"],
                      "attribute": "ticket-gate.tier=full" },
        "tickets": { "systems": ["demo"], "types": ["change_request", "incident"], "minApprovals": 2,
                     "approverRole": "cab-member", "requireJustification": true, "requireWindow": true,
                     "requireConfigurationItem": "attribute:ci", "maxUses": 3,
                     "byRisk": { "high": { "minApprovals": 3, "lifetime": "PT1H" }, "low": {} } },
        "separationOfDuties": { "approverNotRequester": true, "approverNotBeneficiary": false,
                                "exclusiveRoles": [["a", "b", "c"], ["maker", "checker"]] },
        "lifetime": { "max": "PT8H", "default": "PT2H", "reviewEvery": "P90D", "dormantAfter": "P30D" },
        "structuralGrants": false, "provisioning": "automatic", "onTokenWithoutBinding": "strip",
        "snapshotMaxAge": "PT30S",
        "breakGlass": { "allowed": false },
        "owner": { "required": true, "attribute": "steward" } }
      """;

  private Configuration() {}

  static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.text("code")).isEqualTo(code);
    assertThat(answer.text("detail")).endsWith(".");
  }

  /** The id of the rule or system of that name. */
  static String id(RealmFixture realm, String collection, String name) {
    for (JsonNode each : realm.gate(collection).get().expect(200).json()) {
      if (each.path("name").asText().equals(name)) {
        return each.path("id").asText();
      }
    }
    throw new AssertionError("There is no " + name + " in " + collection);
  }

  static ObjectNode object(String json) {
    try {
      return (ObjectNode) Http.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
