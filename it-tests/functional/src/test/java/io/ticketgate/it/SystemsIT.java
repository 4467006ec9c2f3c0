package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
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

/** ITSM systems: written, read, refused, and kept while they are needed. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemsIT {

  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    new Story(fixture);
  }

  @Test
  void aSystemComesOutAsItWentIn() {
    ObjectNode sent =
        Configuration.object(
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
        arguments("{'connector':'push'}", "name"),
        arguments("{'name':5,'connector':'push'}", "name"),
        arguments("{'name':'x'}", "connector"),
        arguments("{'name':'x','connector':'nothing'}", "connector"),
        arguments("{'name':'x','connector':'push','config':5}", "config"),
        arguments("{'name':'x','connector':'push','config':{'secret':'s'}}", "config.secret"),
        arguments(
            "{'name':'x','connector':'push','config':{'userAttributes':{}}}",
            "config.userAttributes"),
        arguments(
            "{'name':'x','connector':'push','config':{'userAttributes':null}}",
            "config.userAttributes"),
        arguments(
            "{'name':'x','connector':'push','config':{'userAttributes':[[]]}}",
            "config.userAttributes"),
        arguments("{'name':'x','connector':'push','url':'http://itsm'}", "url"),
        arguments("{'name':'','connector':'push'}", ""),
        arguments("{'name':'a:b','connector':'push'}", ""),
        arguments("{'name':'a b','connector':'push'}", ""),
        arguments("{'name':'" + "x".repeat(65) + "','connector':'push'}", ""),
        arguments("{'name':'demo','connector':'push'}", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badSystems")
  void aBadSystemIsRefusedAndTheFieldNamed(String json, String field) {
    JsonNode before = realm.gate("/systems").get().json();
    Answer answer = realm.gate("/systems").post(Configuration.object(json.replace('\'', '"')));
    Configuration.assertProblem(answer, 400, "system_invalid");
    assertThat(answer.text("field")).isEqualTo(field);
    assertThat(realm.gate("/systems").get().json()).isEqualTo(before);
  }

  @Test
  void aSystemKeepsItsNameAndConnector() {
    String id = Configuration.id(realm, "/systems", "demo");
    Answer renamed = realm.gate("/systems/" + id).put(Map.of("name", "other"));
    Configuration.assertProblem(renamed, 400, "system_invalid");
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

    Configuration.assertProblem(refused, 409, "system_invalid");
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

      Configuration.assertProblem(other.gate(path).delete(), 409, "system_invalid");

      ticket.close();
      other.gate(path).delete().expect(204);
    }
  }
}
