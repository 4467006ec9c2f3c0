package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is answered with its own code and a sentence that helps, and changes nothing. */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

  private static final String OTHER_ROLE = "db-reader";

  private Story story;
  private RealmFixture realm;

  /** Who is asked about in requests that fail before anybody is looked for. */
  private String anybody;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    realm.createRole(OTHER_ROLE);
    realm.createRole("cab-member");
    realm.assign("bob", "cab-member").expect(204);
    realm.assign("carol", "cab-member").expect(204);
    realm.createUser("dave");
    realm.createUser("erin");
    realm.assign("erin", "cab-member").expect(204);
    realm.api("/users/" + realm.userId("erin")).put(Map.of("enabled", false)).expect(204);
    realm.createClient("orders");
    realm.createClientRole("orders", "refund");
    realm.createClient("no-account", Map.of("serviceAccountsEnabled", false));
    story.rule(
        Map.of(
            "protects",
            Map.of("realmRoles", List.of("db-*"), "clientRoles", List.of("orders/refund")),
            "tickets",
            Map.of(
                "minApprovals",
                1,
                "approverRole",
                "cab-member",
                "types",
                List.of("change_request"),
                "requireJustification",
                true),
            "lifetime",
            Map.of("max", "PT8H", "default", "PT2H")));
    anybody = story.newUser();
  }

  // Bodies that are no request at all

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
      refused(anybody, () -> realm.gate(path).post(body), 400, "invalid_request");
    }
    refused(anybody, () -> realm.gate("/tickets/demo/BAD-1").put(body), 400, "invalid_request");
    assertThat(realm.gate("/tickets/demo/BAD-1").get().status()).isEqualTo(404);
  }

  @Test
  void refusesABodyThatIsTooLarge() {
    Map<String, String> body = Map.of("justification", "x".repeat(70_000));
    for (String path : List.of("/bindings", "/evaluations")) {
      refused(anybody, () -> realm.gate(path).post(body), 413, "invalid_request");
    }
    refused(anybody, () -> realm.gate("/tickets/demo/BAD-1").put(body), 413, "invalid_request");
    refused(anybody, () -> realm.gate("/rules").post(body), 413, "invalid_request");
    refused(anybody, () -> realm.gate("/systems").post(body), 413, "invalid_request");
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

  // Requests whose fields are wrong

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
      Answer answer = refused(alice, () -> realm.gate(path).post(body), 400, "invalid_request");
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
      Answer answer = refused(anybody, () -> realm.gate(path).post(body), 404, code);
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
        refused(
            alice,
            () ->
                story.bind(
                    ticket, alice, Map.of("entitlement", Map.of("realmRole", "unprotected"))),
            400,
            "invalid_request");
    assertThat(answer.text("detail")).contains("assign it directly");
  }

  // Tickets that do not cover the grant

  /** A ticket that is wrong in one way, for this user. */
  private interface Wrong extends BiFunction<Story, String, Pushed> {}

  private static Arguments wrong(String what, String code, String check, Wrong ticket) {
    return arguments(what, code, check, ticket);
  }

  static Stream<Arguments> wrongTickets() {
    Instant now = Instant.now();
    return Stream.of(
        wrong(
            "for somebody else",
            "ticket_mismatch",
            "subject",
            (s, u) -> s.ticketFor("dave").push()),
        wrong(
            "for nobody",
            "ticket_mismatch",
            "subject",
            (s, u) -> s.ticketFor(u).without("requestedFor").push()),
        wrong(
            "for another role",
            "ticket_mismatch",
            "entitlement",
            (s, u) ->
                s.ticketFor(u)
                    .with("entitlements", List.of(Map.of("realmRole", OTHER_ROLE)))
                    .push()),
        wrong(
            "for nothing",
            "ticket_mismatch",
            "entitlement",
            (s, u) -> s.ticketFor(u).without("entitlements").push()),
        wrong(
            "for a client role of that name",
            "ticket_mismatch",
            "entitlement",
            (s, u) ->
                s.ticketFor(u)
                    .with(
                        "entitlements",
                        List.of(
                            Map.of("clientRole", Map.of("client", "orders", "role", "db-admin"))))
                    .push()),
        wrong(
            "closed",
            "ticket_closed",
            "ticket_open",
            (s, u) -> {
              Pushed ticket = s.ticketFor(u).push();
              ticket.close();
              return ticket;
            }),
        wrong(
            "closed from the start",
            "ticket_closed",
            "ticket_open",
            (s, u) -> s.ticketFor(u).with("open", false).push()),
        wrong(
            "before its window",
            "ticket_outside_window",
            "window",
            (s, u) -> s.ticketFor(u).with("plannedStart", now.plusSeconds(3600).toString()).push()),
        wrong(
            "after its window",
            "ticket_outside_window",
            "window",
            (s, u) -> s.ticketFor(u).with("plannedEnd", now.minusSeconds(1).toString()).push()),
        wrong(
            "changed after approval",
            "ticket_changed",
            "unchanged",
            (s, u) -> s.ticketFor(u).push().with("risk", "high").push()),
        wrong(
            "changed and changed back",
            "ticket_changed",
            "unchanged",
            (s, u) -> s.ticketFor(u).push().with("risk", "high").push().without("risk").push()),
        wrong(
            "re-opened",
            "ticket_changed",
            "unchanged",
            (s, u) -> {
              Pushed ticket = s.ticketFor(u).push();
              ticket.close();
              return ticket.with("open", true).with("state", "implement").push();
            }),
        wrong(
            "not approved",
            "ticket_not_approved",
            "approvals",
            (s, u) -> s.ticketFor(u).approvedBy().push()),
        wrong(
            "said to be approved",
            "ticket_not_approved",
            "approvals",
            (s, u) -> s.ticketFor(u).approvedBy().with("state", "approved").push()),
        wrong("rejected", "ticket_not_approved", "approvals", (s, u) -> decided(s, u, "rejected")),
        wrong("pending", "ticket_not_approved", "approvals", (s, u) -> decided(s, u, "pending")),
        wrong(
            "decided in an unknown word",
            "ticket_not_approved",
            "approvals",
            (s, u) -> decided(s, u, "APPROVED!")),
        wrong(
            "self-approved",
            "separation_of_duties",
            "separation_of_duties",
            (s, u) -> s.ticketFor(u).approvedBy(u).push()),
        wrong(
            "self-approved in other letters",
            "separation_of_duties",
            "separation_of_duties",
            (s, u) -> s.ticketFor(u).approvedBy(u.toUpperCase(java.util.Locale.ROOT)).push()),
        wrong(
            "approved by its requester",
            "separation_of_duties",
            "separation_of_duties",
            (s, u) -> s.ticketFor(u).with("requester", "bob").approvedBy("bob").push()),
        wrong(
            "approved without the role",
            "approver_not_eligible",
            "approvers",
            (s, u) -> s.ticketFor(u).approvedBy("dave").push()),
        wrong(
            "approved by a disabled user",
            "approver_not_eligible",
            "approvers",
            (s, u) -> s.ticketFor(u).approvedBy("erin").push()),
        wrong(
            "approved by a stranger",
            "approver_not_eligible",
            "approvers",
            (s, u) -> s.ticketFor(u).approvedBy("mallory").push()),
        wrong(
            "without justification",
            "justification_missing",
            "justification",
            (s, u) -> s.ticketFor(u).without("justification").push()),
        wrong(
            "of a blank justification",
            "justification_missing",
            "justification",
            (s, u) -> s.ticketFor(u).with("justification", " \n ").push()),
        wrong(
            "of another type",
            "ticket_type_not_allowed",
            "type",
            (s, u) -> s.ticketFor(u).with("type", "incident").push()),
        wrong(
            "used and revoked",
            "ticket_used",
            "uses",
            (s, u) -> {
              Pushed ticket = s.ticketFor(u).push();
              String id = s.bind(ticket, u).expect(201).createdId();
              s.realm.gate("/bindings/" + id + "/revoke").post().expect(200);
              return ticket;
            }));
  }

  private static Pushed decided(Story story, String user, String decision) {
    Pushed ticket = story.ticketFor(user);
    return ticket
        .with(
            "approvals",
            List.of(ticket.approval("bob", decision), ticket.approval("carol", "approved")))
        .push();
  }

  @ParameterizedTest(name = "a ticket {0}")
  @MethodSource("wrongTickets")
  void refusesATicketThatDoesNotCoverTheGrant(String what, String code, String check, Wrong wrong) {
    String alice = story.newUser();
    Pushed ticket = wrong.apply(story, alice);

    Answer bound = refused(alice, ticket, () -> story.bind(ticket, alice), 403, code);
    assertThat(failed(bound)).contains(check);
    assertThat(bound.json().path("checks"))
        .filteredOn(each -> each.path("id").asText().equals(check))
        .allSatisfy(
            each -> {
              assertThat(each.path("code").asText()).isEqualTo(code);
              assertThat(each.path("rule").asText()).isEqualTo("prod-admins");
              assertThat(each.path("message").asText()).isNotBlank();
            });

    Answer stock =
        refused(alice, ticket, () -> realm.assign(alice, Story.ROLE, ticket.ref()), 403, code);
    assertThat(stock.text("errorMessage")).isEqualTo(bound.text("detail"));

    String before = state(alice, ticket);
    Answer dryRun = realm.gate("/evaluations").post(story.request(ticket, alice, Map.of()));
    assertThat(dryRun.expect(200).json().path("allowed").asBoolean(true)).isFalse();
    assertThat(failed(dryRun)).isEqualTo(failed(bound));
    assertThat(state(alice, ticket)).isEqualTo(before);
  }

  @Test
  void refusesALifeLongerThanTheRuleAllows() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String tooLate = Instant.now().plus(9, ChronoUnit.HOURS).toString();
    Answer answer =
        refused(
            alice,
            ticket,
            () -> story.bind(ticket, alice, Map.of("expiresAt", tooLate)),
            403,
            "lifetime_exceeded");
    assertThat(answer.text("detail")).contains("lifetime.max");
  }

  @Test
  void refusesALifeLongerThanTheWindow() {
    String alice = story.newUser();
    Pushed ticket =
        story
            .ticketFor(alice)
            .with("plannedEnd", Instant.now().plus(1, ChronoUnit.HOURS).toString())
            .push();
    String tooLate = Instant.now().plus(2, ChronoUnit.HOURS).toString();
    refused(
        alice,
        ticket,
        () -> story.bind(ticket, alice, Map.of("expiresAt", tooLate)),
        403,
        "lifetime_exceeded");
  }

  // The header of stock endpoints

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo",
        "demo:",
        ":CHG-1",
        "demo:CHG 1",
        "demo:CHG-1, demo:CHG-2",
        "demo:CHG-1;x",
        "\"demo:CHG-1\"",
        "demo:%43HG-1",
        "demo/CHG-1"
      })
  void refusesAMalformedHeader(String header) {
    String alice = story.newUser();
    Answer answer =
        refused(alice, () -> realm.assign(alice, Story.ROLE, header), 400, "invalid_request");
    assertThat(answer.text("errorMessage")).contains("X-Ticket-Ref");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere:CHG-1", "demo:CHG-404"})
  void refusesAHeaderThatNamesNoTicket(String header) {
    String alice = story.newUser();
    refused(alice, () -> realm.assign(alice, Story.ROLE, header), 404, "ticket_not_found");
  }

  @Test
  void refusesAHeaderThatIsGivenTwice() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String user = realm.userId(alice);
    String body = List.of(realm.role(Story.ROLE)).toString();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    realm.server().baseUri()
                        + "/admin/realms/"
                        + realm.name()
                        + "/users/"
                        + user
                        + "/role-mappings/realm"))
            .header("Authorization", "Bearer " + realm.server().admin().adminToken())
            .header("Content-Type", "application/json")
            .header("X-Ticket-Ref", ticket.ref())
            .header("X-Ticket-Ref", ticket.ref())
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();

    Answer answer = refused(alice, ticket, () -> send(request), 400, "invalid_request");

    assertThat(answer.text("errorMessage")).contains("once");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "nowhere:CHG-1", "demo:CHG-404"})
  void aHeaderThatIsNoUseDoesNotTurnAnAuditIntoARefusal(String header) {
    realm.createRole("audited-" + header.hashCode());
    String rule =
        realm
            .gate("/rules")
            .post(
                Map.of(
                    "name", "audited",
                    "mode", "audit",
                    "protects", Map.of("realmRoles", List.of("audited-*"))))
            .expect(201)
            .createdId();
    try {
      String alice = story.newUser();
      String role = "audited-" + header.hashCode();
      assertThat(realm.assign(alice, role, header).status()).isEqualTo(204);
      assertThat(realm.directRoles(alice)).contains(role);
    } finally {
      realm.gate("/rules/" + rule).delete().expect(204);
    }
  }

  private static Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .build()
              .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  // Ticket records

  static Stream<Arguments> wrongRecords() {
    List<Arguments> cases = new ArrayList<>();
    cases.add(arguments("type", null, "type"));
    cases.add(arguments("type", " ", "type"));
    cases.add(arguments("type", "x".repeat(256), "type"));
    cases.add(arguments("open", null, "open"));
    for (Object open : new Object[] {"true", "", 1, 0.0}) {
      cases.add(arguments("open", open, "open"));
    }
    for (Object version :
        new Object[] {null, "", 7, "v1", "1.5", "-1", "2026-11-21", "9".repeat(65)}) {
      cases.add(arguments("version", version, "version"));
    }
    for (String field : List.of("plannedStart", "plannedEnd")) {
      for (Object at : new Object[] {"soon", "2026-11-22", "+1000000-01-01T00:00:00Z", 5}) {
        cases.add(arguments(field, at, field));
      }
    }
    cases.add(arguments("requester", 5, "requester"));
    cases.add(arguments("requester", "x".repeat(256), "requester"));
    cases.add(arguments("justification", "x".repeat(4001), "justification"));
    for (Object url :
        new Object[] {
          "https://itsm.example/" + "x".repeat(4001),
          "javascript:alert(1)",
          "data:text/html,x",
          "//itsm.example/CHG-1",
          "CHG-1",
          "https:CHG-1",
          "https://itsm example/",
          5
        }) {
      cases.add(arguments("url", url, "url"));
    }
    cases.add(arguments("entitlements", "db-admin", "entitlements"));
    cases.add(arguments("entitlements", Map.of("realmRole", "db-admin"), "entitlements"));
    cases.add(arguments("entitlements", java.util.Arrays.asList((Object) null), "entitlements.0"));
    cases.add(arguments("entitlements", List.of("db-admin"), "entitlements.0"));
    cases.add(arguments("entitlements", List.of(Map.of()), "entitlements.0"));
    cases.add(
        arguments(
            "entitlements",
            List.of(Map.of("realmRole", "a"), Map.of("realmRole", "a", "clientCredential", "b")),
            "entitlements.1"));
    cases.add(arguments("entitlements", many(Map.of("realmRole", "a")), "entitlements"));
    cases.add(arguments("approvals", Map.of("approver", "bob"), "approvals"));
    cases.add(arguments("approvals", java.util.Arrays.asList((Object) null), "approvals.0"));
    cases.add(
        arguments("approvals", List.of(Map.of("decision", "approved")), "approvals.0.approver"));
    cases.add(arguments("approvals", List.of(Map.of("approver", "bob")), "approvals.0.decision"));
    cases.add(
        arguments(
            "approvals",
            List.of(Map.of("approver", "bob", "decision", true)),
            "approvals.0.decision"));
    cases.add(
        arguments(
            "approvals",
            List.of(Map.of("approver", "bob", "decision", "approved", "at", "noon")),
            "approvals.0.at"));
    cases.add(
        arguments(
            "approvals",
            List.of(Map.of("approver", "bob", "decision", "approved", "approved", true)),
            "approvals.0.approved"));
    cases.add(
        arguments(
            "approvals", many(Map.of("approver", "bob", "decision", "approved")), "approvals"));
    return cases.stream();
  }

  private static List<Object> many(Object entry) {
    return java.util.Collections.nCopies(201, entry);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongRecords")
  void refusesAWrongRecordAndNamesTheField(String field, Object value, String named) {
    Pushed ticket = story.ticketFor(anybody).with("version", "1").with(field, value);
    Answer answer =
        refused(
            anybody,
            ticket,
            () -> realm.gate("/tickets/demo/" + ticket.key).put(ticket.json()),
            400,
            "invalid_request");
    assertThat(answer.text("field")).isEqualTo(named);
    assertThat(realm.gate("/tickets/demo/" + ticket.key).get().status()).isEqualTo(404);
  }

  @Test
  void refusesAWindowThatEndsBeforeItBegins() {
    Pushed ticket =
        story
            .ticketFor(anybody)
            .with("version", "1")
            .with("plannedStart", "2026-11-22T12:00:00Z")
            .with("plannedEnd", "2026-11-22T11:00:00Z");
    Answer answer =
        refused(
            anybody,
            ticket,
            () -> realm.gate("/tickets/demo/" + ticket.key).put(ticket.json()),
            400,
            "invalid_request");
    assertThat(answer.text("field")).isEqualTo("plannedEnd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"de%20mo/CHG-1", "demo/CHG%0A1", "demo/%00", "-demo/CHG-1", "demo/CHG:1"})
  void refusesAMalformedReferenceInThePath(String path) {
    String record = story.ticketFor(anybody).with("version", "1").json();
    refused(anybody, () -> realm.gate("/tickets/" + path).put(record), 400, "invalid_request");
    refused(anybody, () -> realm.gate("/tickets/" + path).get(), 400, "invalid_request");
    refused(anybody, () -> realm.gate("/tickets/" + path + "/sync").post(), 400, "invalid_request");
  }

  @Test
  void refusesARecordOfAnUnknownSystem() {
    String record = story.ticketFor(anybody).with("version", "1").json();
    Answer answer =
        refused(
            anybody,
            () -> realm.gate("/tickets/nowhere/CHG-1").put(record),
            404,
            "ticket_not_found");
    assertThat(answer.text("detail")).contains("nowhere").contains("demo");
  }

  @Test
  void refusesARecordThatIsOlderThanTheStoredOne() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push().with("risk", "low").push();
    story.bind(ticket.approvedBy("bob").push(), alice).expect(201);

    ticket.with("open", false);
    Answer answer =
        refused(alice, ticket, () -> ticket.send("2", adminToken()), 409, "ticket_outdated");
    assertThat(answer.text("detail")).contains("older").contains("2").contains("3");
  }

  @Test
  void refusesOtherContentUnderTheStoredVersion() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    story.bind(ticket, alice).expect(201);

    ticket.with("open", false);
    Answer answer =
        refused(alice, ticket, () -> ticket.send("1", adminToken()), 409, "ticket_outdated");
    assertThat(answer.text("detail")).contains("higher version");
  }

  @Test
  void refusesAVersionThatCannotBeOrderedAfterTheStoredOne() {
    Pushed ticket = story.ticketFor(anybody).push();
    Answer answer =
        refused(
            anybody,
            ticket,
            () -> ticket.send("2026-11-21T08:00:00Z", adminToken()),
            400,
            "invalid_request");
    assertThat(answer.text("field")).isEqualTo("version");
  }

  @Test
  void takesTheSameRecordTwice() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice);
    assertThat(ticket.send("1", adminToken()).status()).isEqualTo(201);
    story.bind(ticket, alice).expect(201);
    String before = state(alice, ticket);

    assertThat(ticket.send("1", adminToken()).status()).isEqualTo(200);
    assertThat(ticket.send("01", adminToken()).status()).isEqualTo(200);

    assertThat(state(alice, ticket)).isEqualTo(before);
  }

  // Repeated and concurrent requests

  @Test
  void answersTheSameRequestWithTheSameBinding() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    Answer first = story.bind(ticket, alice).expect(201);
    String before = state(alice, ticket);

    Answer second = story.bind(ticket, alice);

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json()).isEqualTo(first.json());
    assertThat(state(alice, ticket)).isEqualTo(before);
  }

  @Test
  void refusesTheSameRequestWithAnotherEnd() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    story.bind(ticket, alice).expect(201);
    String end = Instant.now().plus(3, ChronoUnit.HOURS).toString();
    refused(
        alice,
        ticket,
        () -> story.bind(ticket, alice, Map.of("expiresAt", end)),
        409,
        "ticket_used");
  }

  @Test
  void makesOneBindingOfConcurrentIdenticalRequests() throws Exception {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    List<Callable<Answer>> calls =
        java.util.Collections.nCopies(8, () -> story.bind(ticket, alice));
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> each : threads.invokeAll(calls)) {
        answers.add(each.get());
      }
      assertThat(answers).extracting(Answer::status).containsOnlyOnce(201);
      assertThat(answers).extracting(Answer::status).containsOnly(200, 201);
      assertThat(answers)
          .extracting(answer -> answer.text("id"))
          .containsOnly(answers.get(0).text("id"));
    } finally {
      threads.shutdown();
    }
    assertThat(realm.gate("/bindings?user=" + alice).get().json()).hasSize(1);
  }

  // Transitions

  @ParameterizedTest
  @ValueSource(
      strings = {"nothing", "..%2fx", "%00", "a%0Ab", "00000000-0000-0000-0000-000000000000"})
  void saysThatThereIsNoSuchBinding(String id) {
    refused(anybody, () -> realm.gate("/bindings/" + id).get(), 404, "binding_not_live");
    refused(
        anybody, () -> realm.gate("/bindings/" + id + "/history").get(), 404, "binding_not_live");
    refused(
        anybody, () -> realm.gate("/bindings/" + id + "/activate").post(), 404, "binding_not_live");
    refused(
        anybody, () -> realm.gate("/bindings/" + id + "/revoke").post(), 404, "binding_not_live");
  }

  @Test
  void refusesToActivateOrRevokeWhatHasEnded() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = story.bind(ticket, alice).expect(201).createdId();
    Answer live =
        refused(
            alice,
            ticket,
            () -> realm.gate("/bindings/" + id + "/activate").post(),
            409,
            "binding_not_live");
    assertThat(live.text("detail")).contains("ACTIVE");
    ticket.close();
    for (String step : List.of("/activate", "/revoke")) {
      refused(
          alice,
          ticket,
          () -> realm.gate("/bindings/" + id + step).post(),
          409,
          "binding_not_live");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "reason", "{\"reason\":5}", "{\"why\":\"x\"}", "{\"reason\":\"a\\u0000\"}"})
  void refusesAMalformedRevocation(String body) {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = story.bind(ticket, alice).expect(201).createdId();
    refused(
        alice,
        ticket,
        () -> realm.gate("/bindings/" + id + "/revoke").post(body),
        400,
        "invalid_request");
  }

  @Test
  void refusesAReasonThatIsTooLong() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = story.bind(ticket, alice).expect(201).createdId();
    refused(
        alice,
        ticket,
        () -> realm.gate("/bindings/" + id + "/revoke").post(Map.of("reason", "x".repeat(2001))),
        400,
        "invalid_request");
  }

  // Filters

  @ParameterizedTest
  @ValueSource(
      strings = {
        "first=-1",
        "first=x",
        "first=1.5",
        "first=99999999999",
        "max=0",
        "max=1001",
        "max=all",
        "ticket=demo",
        "status=alive",
        "expiringBefore=soon",
        "expiringBefore=%2B1000000-01-01T00:00:00Z",
        "role=orders/",
        "role=/refund",
        "user=bob&client=orders"
      })
  void refusesAMalformedFilter(String query) {
    Answer answer =
        refused(anybody, () -> realm.gate("/bindings?" + query).get(), 400, "invalid_request");
    assertThat(query).startsWith(answer.text("field") + "=");
  }

  // What every refusal has in common

  private Answer refused(String user, Supplier<Answer> request, int status, String code) {
    return refused(user, null, request, status, code);
  }

  /** Sends what is to be refused, and looks at all that it might have changed. */
  private Answer refused(
      String user, Pushed ticket, Supplier<Answer> request, int status, String code) {
    String before = state(user, ticket);

    Answer answer = request.get();

    assertThat(answer).extracting(Answer::status).as(answer.toString()).isEqualTo(status);
    JsonNode json = answer.json();
    String sentence;
    if (json.has("error")) {
      assertThat(answer.header("Content-Type")).startsWith("application/json");
      assertThat(json.path("error").asText()).isEqualTo(code);
      assertThat(json.path("error_description")).isEqualTo(json.path("errorMessage"));
      sentence = json.path("errorMessage").asText();
    } else {
      assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
      assertThat(json.path("code").asText()).as(answer.toString()).isEqualTo(code);
      assertThat(json.path("status").asInt()).isEqualTo(status);
      assertThat(json.path("title").asText()).isNotBlank();
      sentence = json.path("detail").asText();
    }
    assertThat(sentence)
        .hasSizeGreaterThan(15)
        .endsWith(".")
        .doesNotContain("Exception", "io.ticketgate", "java.");
    assertThat(state(user, ticket)).isEqualTo(before);
    return answer;
  }

  /** Every binding of the realm, what the user holds, and what is known of the ticket. */
  private String state(String user, Pushed ticket) {
    StringBuilder state = new StringBuilder();
    state.append(realm.gate("/bindings?max=1000").get().expect(200).body()).append('\n');
    state.append(realm.directRoles(user)).append('\n');
    if (ticket != null) {
      Answer known = realm.gate("/tickets/demo/" + ticket.key).get();
      if (known.json() instanceof ObjectNode view) {
        // The record was confirmed, not changed.
        view.remove("readAt");
        state.append(known.status()).append(view);
      }
    }
    return state.toString();
  }

  private static List<String> failed(Answer decision) {
    List<String> failed = new ArrayList<>();
    decision
        .json()
        .path("checks")
        .forEach(
            check -> {
              if (check.path("outcome").asText().equals("fail")) {
                failed.add(check.path("id").asText());
              }
            });
    return failed;
  }

  private String adminToken() {
    return realm.server().admin().adminToken();
  }
}
