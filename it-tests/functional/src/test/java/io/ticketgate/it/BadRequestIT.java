package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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

  static Stream<Arguments> malformedBodies() {
    return Stream.of(
        arguments("no JSON", "approve it please"),
        arguments("nothing", ""),
        arguments("blanks", "   "),
        arguments("null", "null"),
        arguments("a text", "\"demo:CHG-1\""),
        arguments("a number", "42"),
        arguments("an array", "[]"),
        arguments("an array of requests", "[{\"justification\":\"x\"}]"),
        arguments("cut off", "{\"justification\":\"x\""),
        arguments("two documents", "{} {}"),
        arguments("a trailing comma", "{\"justification\":\"x\",}"),
        arguments("a field twice", "{\"justification\":\"x\",\"justification\":\"y\"}"),
        arguments("an unknown field", "{\"nonsense\":true}"),
        arguments("a field in other letters", "{\"Justification\":\"x\"}"),
        arguments("a number for a text", "{\"justification\":5}"),
        arguments("an object for a text", "{\"justification\":{\"a\":1}}"),
        arguments("a list for a text", "{\"justification\":[\"x\"]}"),
        arguments("nested deeply", "{\"subject\":".repeat(500) + "1" + "}".repeat(500)),
        arguments("nested arrays", "[".repeat(30_000)),
        arguments("a NUL", "{\"justification\":\"a\\u0000b\"}"),
        arguments("half a character", "{\"justification\":\"a\\ud800b\"}"),
        arguments("no UTF-8", new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'}),
        arguments("a form", "ticket=demo%3ACHG-1"));
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

  static Stream<Arguments> wrongFields() {
    String inAnHour = Instant.now().plus(1, ChronoUnit.HOURS).toString();
    List<Arguments> cases = new ArrayList<>();
    for (Object ref :
        new Object[] {
          null,
          "",
          "  ",
          "demo",
          "demo:",
          ":CHG-1",
          "demo:CHG 1",
          "demo:../CHG-1",
          "demo:CHG-1\n",
          " demo:CHG-1",
          "demo:CHG-1:2",
          "de mo:CHG-1",
          "demo:ÇHG-1",
          "-demo:CHG-1",
          "d".repeat(65) + ":CHG-1",
          "demo:" + "C".repeat(129),
          5,
          List.of("demo:CHG-1")
        }) {
      cases.add(arguments("ticket", ref, "ticket"));
    }
    for (Object subject :
        new Object[] {
          null,
          Map.of(),
          Map.of("user", "bob", "userId", "1"),
          Map.of("user", "bob", "serviceAccount", "orders")
        }) {
      cases.add(arguments("subject", subject, "subject"));
    }
    cases.add(arguments("subject", "bob", "subject"));
    cases.add(arguments("subject", Map.of("user", ""), "subject.user"));
    cases.add(arguments("subject", Map.of("user", 5), "subject.user"));
    cases.add(arguments("subject", Map.of("team", "admins"), "subject.team"));
    cases.add(arguments("subject", Map.of("user", "x".repeat(256)), "subject.user"));
    cases.add(arguments("entitlement", null, "entitlement"));
    cases.add(arguments("entitlement", Map.of(), "entitlement"));
    cases.add(arguments("entitlement", "db-admin", "entitlement"));
    cases.add(
        arguments(
            "entitlement",
            Map.of("realmRole", "db-admin", "clientCredential", "orders"),
            "entitlement"));
    cases.add(arguments("entitlement", Map.of("realmRole", " "), "entitlement.realmRole"));
    cases.add(
        arguments(
            "entitlement",
            Map.of("clientRole", Map.of("client", "orders")),
            "entitlement.clientRole.role"));
    cases.add(
        arguments("entitlement", Map.of("clientRole", "orders/refund"), "entitlement.clientRole"));
    cases.add(
        arguments("entitlement", Map.of("clientCredential", "orders"), "subject.serviceAccount"));
    cases.add(arguments("owner", "bob", "owner"));
    cases.add(arguments("credential", Map.of("jwk", Map.of()), "credential"));
    for (Object flag : new Object[] {"true", "yes", 1, 0.5, "", List.of(true)}) {
      cases.add(arguments("activate", flag, "activate"));
    }
    for (Object at :
        new Object[] {
          "2020-01-01T00:00:00Z",
          Instant.now().minusSeconds(1).toString(),
          "tomorrow",
          "2026-11-22",
          "2026-02-30T00:00:00Z",
          "2026-11-22T12:00:00",
          "+1000000-01-01T00:00:00Z",
          "-0001-01-01T00:00:00Z",
          "9999-12-31T23:59:59.999Z",
          "1970-01-01T00:00:00Z",
          "PT1H",
          1_763_812_800,
          List.of(inAnHour)
        }) {
      cases.add(arguments("expiresAt", at, "expiresAt"));
    }
    cases.add(arguments("justification", "x".repeat(4001), "justification"));
    return cases.stream();
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

  static Stream<Arguments> unknownNames() {
    return Stream.of(
        arguments("ticket", "nowhere:CHG-1", "ticket_not_found", "demo"),
        arguments("ticket", "DEMO:CHG-1", "ticket_not_found", "demo"),
        arguments("ticket", "demo:CHG-404", "ticket_not_found", "demo:CHG-404"),
        arguments("subject", Map.of("user", "nobody"), "subject_not_found", "user"),
        arguments("subject", Map.of("userId", "nobody"), "subject_not_found", "user"),
        arguments("subject", Map.of("userId", "../x"), "subject_not_found", "user"),
        arguments("subject", Map.of("serviceAccount", "nobody"), "subject_not_found", "nobody"),
        arguments(
            "subject", Map.of("serviceAccount", "no-account"), "subject_not_found", "no-account"),
        arguments(
            "entitlement", Map.of("realmRole", "nothing"), "entitlement_not_found", "nothing"),
        arguments(
            "entitlement",
            Map.of("clientRole", Map.of("client", "orders", "role", "nothing")),
            "entitlement_not_found",
            "orders/nothing"),
        arguments(
            "entitlement",
            Map.of("clientRole", Map.of("client", "nobody", "role", "refund")),
            "entitlement_not_found",
            "nobody/refund"));
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
