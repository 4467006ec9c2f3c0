package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The life of rules and systems as components: whoever creates, changes, moves or deletes one by a
 * route of Keycloak's own meets what the gate's resource asks for.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComponentLifeIT {

  private static final String RULE = ComponentsIT.RULE;
  private static final String SYSTEM = ComponentsIT.SYSTEM;
  private static final Map<String, List<String>> PROTECTS_X =
      Map.of("protects.realmRoles", List.of("x"));

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of());
  }

  @Test
  void aSystemStaysWhileBindingsRestOnItsTickets() {
    try (RealmFixture own = realm.server().newRealm()) {
      Story told = new Story(own);
      told.rule(Map.of());
      String alice = told.newUser();
      Pushed ticket = told.ticketFor(alice).push();
      told.bind(ticket, alice).expect(201);
      Http.Call system = component(own, "/systems", "demo");

      refused(system.delete(), 409, "system_invalid");

      // So that the ticket can be closed.
      ticket.close();
      assertThat(own.directRoles(alice)).doesNotContain(Story.ROLE);
      system.delete().expect(204);
      assertThat(own.gate("/systems").get().json()).isEmpty();
    }
  }

  @Test
  void aSystemStaysWhileARuleNamesIt() {
    String system = create(SYSTEM, "named", "push", Map.of()).expect(201).createdId();
    Map<String, List<String>> names = new LinkedHashMap<>(PROTECTS_X);
    names.put("tickets.systems", List.of("named"));
    String rule = create(RULE, "naming", "rule", names).expect(201).createdId();

    Answer refused = realm.api("/components/" + system).delete();

    refused(refused, 409, "system_invalid");
    assertThat(refused.text("errorMessage")).contains("naming");
    realm.api("/components/" + rule).delete().expect(204);
    realm.api("/components/" + system).delete().expect(204);
  }

  @ParameterizedTest
  @CsvSource({"name,other", "name,STEADY", "providerId,request-tracker"})
  void aSystemKeepsItsNameAndConnector(String field, String value) {
    String system = create(SYSTEM, "steady", "push", Map.of()).expect(201).createdId();
    Http.Call stock = realm.api("/components/" + system);
    ObjectNode stored = (ObjectNode) stock.get().expect(200).json();

    refused(stock.put(stored.deepCopy().put(field, value)), 400, "system_invalid");

    assertThat(stock.get().json()).isEqualTo(stored);
    // The same again, as keycloak-config-cli states it, and with other settings.
    stock.put(stored).expect(204);
    ((ObjectNode) stored.path("config")).putArray("userAttributes").add("snow_id");
    stock.put(stored).expect(204);
    assertThat(realm.gate("/systems/" + system).get().json().at("/config/userAttributes/0"))
        .hasToString("\"snow_id\"");
    stock.delete().expect(204);
  }

  @Test
  void noTwoSystemsHaveNamesThatDifferInCaseOnly() {
    refused(create(SYSTEM, "Demo", "push", Map.of()), 400, "system_invalid");
    refused(create(SYSTEM, "demo", "push", Map.of()), 400, "system_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a:b", "a b", "-a", "a/b", "it's {0}"})
  void aSystemHasANameThatATicketCanBeWrittenWith(String name) {
    refused(create(SYSTEM, name, "push", Map.of()), 400, "system_invalid");
  }

  @Test
  void aRefusalShowsTheNameAsItIsWritten() {
    String odd = "it's {0} of {the} rules";
    String id = create(RULE, odd, "rule", PROTECTS_X).expect(201).createdId();

    Answer again = create(RULE, odd, "rule", PROTECTS_X);

    refused(again, 409, "rule_invalid");
    assertThat(again.text("errorMessage")).contains("'" + odd + "'");
    refused(create(RULE, " ", "rule", PROTECTS_X), 400, "rule_invalid");
    realm.api("/components/" + id).delete().expect(204);
  }

  @ParameterizedTest
  @CsvSource({
    "org.keycloak.keys.KeyProvider,rsa-generated",
    "io.ticketgate.spi.ItsmConnector,push",
    "io.ticketgate.keycloak.config.GateRule,rule"
  })
  void aRuleOrSystemBecomesNothingElse(String type, String provider) {
    realm.grantManagement(realm.createUser("keeper-" + provider), "manage-realm", "view-realm");
    String keeper = realm.tokenOf("keeper-" + provider);
    String rule = create(RULE, "lasting", "rule", PROTECTS_X).expect(201).createdId();
    String system = create(SYSTEM, "lasting", "push", Map.of()).expect(201).createdId();
    JsonNode rules = realm.gate("/rules").get().json();
    JsonNode systems = realm.gate("/systems").get().json();

    for (String id : List.of(rule, system)) {
      Http.Call stock = realm.api("/components/" + id);
      ObjectNode other = (ObjectNode) stock.get().expect(200).json();
      if (type.equals(other.path("providerType").asText())) {
        continue;
      }
      // The code of what it would become, or of what it is where that is none of the gate's.
      boolean asRule = type.equals(RULE) || (!type.equals(SYSTEM) && id.equals(rule));
      String code = asRule ? "rule_invalid" : "system_invalid";
      other.put("providerType", type).put("providerId", provider);
      Answer turned = stock.put(other);
      assertThat(turned.status()).as(turned.toString()).isEqualTo(400);
      assertThat(turned.text("errorMessage")).startsWith(code + ": ");
      other.putObject("config");
      assertThat(stock.bearer(keeper).put(other).status()).isBetween(400, 403);
    }

    assertThat(realm.gate("/rules").get().json()).isEqualTo(rules);
    assertThat(realm.gate("/systems").get().json()).isEqualTo(systems);
    realm.api("/components/" + rule).delete().expect(204);
    realm.api("/components/" + system).delete().expect(204);
  }

  @Test
  void anotherComponentBecomesNoRule() {
    JsonNode key = realm.api("/components?type=org.keycloak.keys.KeyProvider").get().json().get(0);
    ObjectNode turned = key.deepCopy();
    turned.put("providerType", RULE).put("providerId", "rule");
    turned.putObject("config").putArray("protects.realmRoles").add("x");

    refused(realm.api("/components/" + key.path("id").asText()).put(turned), 400, "rule_invalid");
  }

  @Test
  void rulesAndSystemsLieInTheRealmItself() {
    String rule = create(RULE, "placed", "rule", PROTECTS_X).expect(201).createdId();
    String system = create(SYSTEM, "placed", "push", Map.of()).expect(201).createdId();
    String key =
        realm
            .api("/components?type=org.keycloak.keys.KeyProvider")
            .get()
            .json()
            .at("/0/id")
            .asText();
    JsonNode rules = realm.gate("/rules").get().json();
    JsonNode systems = realm.gate("/systems").get().json();

    for (String parent : List.of(rule, system, key, "nowhere")) {
      refused(
          realm
              .api("/components")
              .post(ComponentsIT.component("below", RULE, "rule", parent, PROTECTS_X)),
          400,
          "rule_invalid");
      refused(
          realm
              .api("/components")
              .post(ComponentsIT.component("below", SYSTEM, "push", parent, Map.of())),
          400,
          "system_invalid");
      for (String id : List.of(rule, system)) {
        Http.Call stock = realm.api("/components/" + id);
        ObjectNode moved = (ObjectNode) stock.get().expect(200).json();
        refused(
            stock.put(moved.put("parentId", parent)),
            400,
            id.equals(rule) ? "rule_invalid" : "system_invalid");
      }
    }

    assertThat(realm.gate("/rules").get().json()).isEqualTo(rules);
    assertThat(realm.gate("/systems").get().json()).isEqualTo(systems);
    assertThat(realm.api("/components?name=below").get().json()).isEmpty();
    realm.api("/components/" + rule).delete().expect(204);
    realm.api("/components/" + system).delete().expect(204);
  }

  @Test
  void aRenamedRoleStaysProtectedUntilItIsReleased() {
    realm.createRole("kept-1");
    Map<String, List<String>> kept = Map.of("protects.realmRoles", List.of("kept-*"));
    String id = create(RULE, "keeps", "rule", kept).expect(201).createdId();
    ObjectNode role = (ObjectNode) realm.role("kept-1");
    realm.api("/roles/kept-1").put(role.put("name", "gone-1")).expect(204);
    Http.Call stock = realm.api("/components/" + id);
    ObjectNode rule = (ObjectNode) stock.get().expect(200).json();

    ((ObjectNode) rule.path("config")).putArray("tickets.minApprovals").add("2");
    stock.put(rule).expect(204);
    assertThat(realm.assign(story.newUser(), "gone-1").text("error")).isEqualTo("ticket_required");

    ((ObjectNode) rule.path("config")).putArray("protects.realmRoles").add("others-*");
    stock.put(rule).expect(204);
    assertThat(realm.assign(story.newUser(), "gone-1").text("error")).isEqualTo("ticket_required");
    realm
        .gate("/rules/" + id + "/release")
        .post(Map.of("entitlement", Map.of("realmRole", "gone-1")))
        .expect(204);
    assertThat(realm.assign(story.newUser(), "gone-1").status()).isEqualTo(204);
    stock.delete().expect(204);
  }

  @Test
  void aComponentOfAnotherRealmIsOutOfReach() {
    try (RealmFixture other = realm.server().newRealm()) {
      new Story(other).rule(Map.of());
      JsonNode rules = other.gate("/rules").get().json();
      String rule = Configuration.id(other, "/rules", "prod-admins");
      Map<String, Object> same =
          ComponentsIT.component("taken", RULE, "rule", realm.api("").get().text("id"), PROTECTS_X);
      same.put("id", rule);

      assertThat(realm.api("/components").post(same).status()).isBetween(400, 599);
      assertThat(realm.api("/components/" + rule).put(same).status()).isEqualTo(404);
      assertThat(realm.api("/components/" + rule).delete().status()).isEqualTo(404);

      assertThat(other.gate("/rules").get().json()).isEqualTo(rules);
      assertThat(realm.api("/components?name=taken").get().json()).isEmpty();
    }
  }

  @Test
  void aRealmGoesWithItsSystemsAndBindings() {
    try (RealmFixture own = realm.server().newRealm()) {
      Story told = new Story(own);
      told.rule(Map.of("tickets", Map.of("systems", List.of("demo"))));
      String alice = told.newUser();
      told.bind(told.ticketFor(alice).push(), alice).expect(201);

      own.api("").delete().expect(204);
      assertThat(own.api("").get().status()).isEqualTo(404);
    }
  }

  static Stream<Arguments> badImports() {
    ObjectNode below = rule("above");
    below.putObject("subComponents").putArray(RULE).add(rule("below"));
    ObjectNode blank = rule(" ");
    ObjectNode odd = Http.JSON.createObjectNode().put("name", "a b").put("providerId", "push");
    ObjectNode one = Http.JSON.createObjectNode().put("name", "one").put("providerId", "push");
    return Stream.of(
        arguments("a rule beneath a rule", RULE, List.of(below)),
        arguments("two rules of one name", RULE, List.of(rule("twice"), rule("twice"))),
        arguments("a rule without a name", RULE, List.of(blank)),
        arguments("a system that no ticket can name", SYSTEM, List.of(odd)),
        arguments("two systems of one name", SYSTEM, List.of(one, one)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badImports")
  void anImportThatHoldsNonsenseMakesNoRealm(String what, String type, List<ObjectNode> all) {
    String name = realm.name() + "-nonsense";
    ObjectNode components = Http.JSON.createObjectNode();
    components.putArray(type).addAll(all);

    Answer answer =
        realm
            .server()
            .admin()
            .to("/admin/realms")
            .post(Map.of("realm", name, "components", components));

    assertThat(answer.status()).as(what + ": " + answer).isBetween(400, 599);
    assertThat(realm.server().admin().to("/admin/realms/" + name).get().status()).isEqualTo(404);
  }

  @Test
  void neitherAPartialImportNorTheRealmsOwnRepresentationTouchesThem() {
    JsonNode rules = realm.gate("/rules").get().json();
    JsonNode systems = realm.gate("/systems").get().json();
    ObjectNode components = Http.JSON.createObjectNode();
    components.putArray(RULE).add(rule("prod-admins"));
    components.putArray(SYSTEM);

    realm
        .api("/partialImport")
        .post(Map.of("ifResourceExists", "OVERWRITE", "components", components));
    realm.api("").put(Map.of("components", components));

    assertThat(realm.gate("/rules").get().json()).isEqualTo(rules);
    assertThat(realm.gate("/systems").get().json()).isEqualTo(systems);
  }

  private static void refused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.text("errorMessage")).startsWith(code + ": ").endsWith(".");
  }

  private Answer create(
      String type, String name, String provider, Map<String, List<String>> config) {
    return realm
        .api("/components")
        .post(ComponentsIT.component(name, type, provider, realm.api("").get().text("id"), config));
  }

  private static Http.Call component(RealmFixture realm, String collection, String name) {
    return realm.api("/components/" + Configuration.id(realm, collection, name));
  }

  private static ObjectNode rule(String name) {
    return ComponentsIT.imported(name, "mode", "enforce");
  }
}
