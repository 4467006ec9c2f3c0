package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
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

/** A request to bind or to evaluate that is wrong in itself is told why, and changes nothing. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestIT {

  private StrictRealm strict;
  private Story story;
  private RealmFixture realm;

  /** Who is asked about in requests that fail before anybody is looked for. */
  private String anybody;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    strict = new StrictRealm(fixture);
    story = strict.story;
    realm = fixture;
    anybody = strict.anybody;
  }

  /** RequestBodyTest has them all; here, that every endpoint reads its body that way. */
  static Stream<Arguments> malformedBodies() {
    return Stream.of(
        arguments("no JSON", "approve it please"),
        arguments("an unknown field", "{\"nonsense\":true}"),
        arguments("a NUL", "{\"justification\":\"a\\u0000b\"}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedBodies")
  void refusesABodyThatIsNoRequest(String what, Object body) {
    for (String path : List.of("/bindings", "/evaluations")) {
      strict.refused(anybody, () -> realm.gate(path).post(body), 400, "invalid_request");
    }
    strict.refused(
        anybody, () -> realm.gate("/tickets/demo/BAD-1").put(body), 400, "invalid_request");
    assertThat(realm.gate("/tickets/demo/BAD-1").get().status()).isEqualTo(404);
  }

  @Test
  void refusesABodyThatIsTooLarge() {
    Map<String, String> body = Map.of("justification", "x".repeat(70_000));
    for (String path : List.of("/bindings", "/evaluations")) {
      strict.refused(anybody, () -> realm.gate(path).post(body), 413, "invalid_request");
    }
    strict.refused(
        anybody, () -> realm.gate("/tickets/demo/BAD-1").put(body), 413, "invalid_request");
    strict.refused(anybody, () -> realm.gate("/rules").post(body), 413, "invalid_request");
    strict.refused(anybody, () -> realm.gate("/systems").post(body), 413, "invalid_request");
  }

  @Test
  void doesNotMindTheContentType() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    assertThat(
            realm
                .gate("/evaluations")
                .header("Content-Type", "text/plain")
                .post(story.request(ticket, alice, Map.of()))
                .text("allowed"))
        .isEqualTo("true");
  }

  /** WantedGrantTest has them all. */
  static Stream<Arguments> wrongFields() {
    return Stream.of(
        arguments("ticket", null, "ticket"),
        arguments("subject", Map.of("user", "bob", "userId", "1"), "subject"),
        arguments("entitlement", Map.of("clientRole", "orders/refund"), "entitlement.clientRole"),
        arguments("expiresAt", Instant.now().minusSeconds(1).toString(), "expiresAt"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongFields")
  void refusesAWrongFieldAndNamesIt(String field, Object value, String named) {
    String alice = anybody;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ticket", "demo:CHG-404");
    body.put("subject", Map.of("user", alice));
    body.put("entitlement", Map.of("realmRole", Story.ROLE));
    body.put(field, value);
    for (String path : List.of("/bindings", "/evaluations")) {
      Answer answer =
          strict.refused(alice, () -> realm.gate(path).post(body), 400, "invalid_request");
      assertThat(answer.text("field")).isEqualTo(named);
    }
  }

  /** GrantRequestsTest has the subjects and entitlements. */
  static Stream<Arguments> unknownNames() {
    return Stream.of(
        arguments("ticket", "nowhere:CHG-1", "ticket_not_found", "demo"),
        arguments("ticket", "DEMO:CHG-1", "ticket_not_found", "demo"),
        arguments("ticket", "demo:CHG-404", "ticket_not_found", "demo:CHG-404"),
        arguments("subject", Map.of("user", "nobody"), "subject_not_found", "user"),
        arguments(
            "entitlement",
            Map.of("clientRole", Map.of("client", "orders", "role", "nothing")),
            "entitlement_not_found",
            "orders/nothing"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("unknownNames")
  void saysWhatDoesNotExist(String field, Object value, String code, String mentioned) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ticket", "demo:CHG-404");
    body.put("subject", Map.of("user", anybody));
    body.put("entitlement", Map.of("realmRole", Story.ROLE));
    body.put(field, value);
    for (String path : List.of("/bindings", "/evaluations")) {
      Answer answer = strict.refused(anybody, () -> realm.gate(path).post(body), 404, code);
      assertThat(answer.text("detail")).contains(mentioned);
    }
  }

  @Test
  void refusesToBindWhatNoRuleProtects() {
    String alice = story.newUser();
    realm.createRole("unprotected");
    Pushed ticket =
        story.ticketFor(alice).with("entitlements", List.of(Map.of("realmRole", "unprotected")));
    ticket.push();
    Answer answer =
        strict.refused(
            alice,
            () ->
                story.bind(
                    ticket, alice, Map.of("entitlement", Map.of("realmRole", "unprotected"))),
            400,
            "invalid_request");
    assertThat(answer.text("detail")).contains("assign it directly");
  }
}
