package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.RealmKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rules and systems as components of the realm: the stock endpoint, export, import. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComponentsIT {

  static final String RULE = "io.ticketgate.keycloak.config.GateRule";
  static final String SYSTEM = "io.ticketgate.spi.ItsmConnector";

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of());
  }

  @Test
  void theStockEndpointRefusesABadRuleToo() {
    String parent = realm.api("").get().text("id");
    int before = realm.gate("/rules").get().json().size();
    for (Map<String, List<String>> config :
        List.of(
            Map.<String, List<String>>of(),
            Map.of("protects.realmRoles", List.of("x"), "lifetime.max", List.of("8h")),
            Map.of("protects.realmRoles", List.of("x"), "condition", List.of("ticket.colour == 1")),
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

  @Test
  void rulesAndSystemsTravelWithTheRealm() {
    try (RealmFixture source = realm.server().newRealm()) {
      Story told = new Story(source);
      told.rule(Map.of("tickets", Map.of("systems", List.of("demo"), "minApprovals", 2)));
      source.gate("/rules").post(Configuration.object(Configuration.FULL_RULE)).expect(201);
      JsonNode rules = source.gate("/rules").get().json();
      JsonNode systems = source.gate("/systems").get().json();
      ObjectNode exported =
          (ObjectNode)
              source
                  .api("/partial-export?exportClients=true&exportGroupsAndRoles=true")
                  .post()
                  .expect(200)
                  .json();
      // An export masks the private keys that the realms of the tests bring along.
      ((ObjectNode) exported.path("components"))
          .setAll((ObjectNode) Http.JSON.valueToTree(RealmKeys.components()));
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

  static ObjectNode imported(String name, String field, String value) {
    ObjectNode rule = Http.JSON.createObjectNode().put("name", name).put("providerId", "rule");
    ObjectNode config = rule.putObject("config");
    config.putArray("protects.realmRoles").add("db-*");
    config.putArray(field).add(value);
    return rule;
  }

  static Map<String, Object> component(
      String name, String type, String provider, String parent, Map<String, List<String>> config) {
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("name", name);
    component.put("providerType", type);
    component.put("providerId", provider);
    component.put("parentId", parent);
    component.put("config", config);
    return component;
  }
}
