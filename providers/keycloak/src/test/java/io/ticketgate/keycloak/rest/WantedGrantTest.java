package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The body of {@code POST /bindings} and {@code POST /evaluations}, before anything is looked up.
 */
class WantedGrantTest {

  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

  private static Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ticket", "demo:CHG-1");
    body.put("subject", Map.of("user", "alice"));
    body.put("entitlement", Map.of("realmRole", "db-admin"));
    return body;
  }

  private static Map<String, Object> credential() {
    Map<String, Object> body = body();
    body.put("subject", Map.of("serviceAccount", "ci-1"));
    body.put("entitlement", Map.of("clientCredential", "ci-1"));
    return body;
  }

  private static WantedGrant read(Map<String, Object> body) {
    return WantedGrant.of(
        RequestBody.read(Malformed.body(body), BindingRequest.class, ErrorCode.INVALID_REQUEST),
        NOW);
  }

  static Stream<Arguments> wrongFields() {
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
          Map.of("user", "bob", "serviceAccount", "orders"),
          Map.of("group", "/dba", "role", "ops")
        }) {
      cases.add(arguments("subject", subject, "subject"));
    }
    cases.add(arguments("subject", "bob", "subject"));
    for (String kind : List.of("user", "userId", "serviceAccount", "group", "role")) {
      cases.add(arguments("subject", Map.of(kind, ""), "subject." + kind));
      cases.add(arguments("subject", Map.of(kind, 5), "subject." + kind));
      cases.add(arguments("subject", Map.of(kind, "x".repeat(256)), "subject." + kind));
    }
    cases.add(arguments("subject", Map.of("team", "admins"), "subject.team"));
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
          NOW.toString(),
          NOW.minusSeconds(1).toString(),
          "tomorrow",
          "9999-12-31T23:59:59.999Z",
          1_763_812_800,
          List.of("2026-11-22T12:00:00Z")
        }) {
      cases.add(arguments("expiresAt", at, "expiresAt"));
    }
    for (Object at :
        new Object[] {
          "tomorrow", 5, "2026-11-22T08:00:00Z", "2026-11-21T08:00:00Z", "2028-01-01T00:00:00Z"
        }) {
      cases.add(arguments("startsAt", at, "startsAt"));
    }
    cases.add(arguments("justification", "x".repeat(4001), "justification"));
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongFields")
  void refusesAWrongFieldAndNamesIt(String field, @Nullable Object value, String named) {
    Map<String, Object> body = body();
    body.put(field, value);

    Malformed.refused(ErrorCode.INVALID_REQUEST, named, () -> read(body));
  }

  static Stream<Arguments> wrongCredentials() {
    return Stream.of(
        arguments("subject", Map.of("serviceAccount", "ci-2"), "subject.serviceAccount"),
        arguments("subject", Map.of("user", "olivia"), "subject.serviceAccount"),
        arguments(
            "subject",
            Map.of("user", "olivia", "serviceAccount", "ci-1"),
            "subject.serviceAccount"),
        arguments("subject", null, "subject.serviceAccount"),
        arguments("owner", 5, "owner"),
        arguments("owner", "x".repeat(256), "owner"),
        arguments("credential", "a secret of mine", "credential"),
        arguments("credential", Map.of("secret", "mine"), "credential.secret"),
        arguments("credential", Map.of(), "credential"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongCredentials")
  void refusesAWrongFieldOfACredentialAndNamesIt(
      String field, @Nullable Object value, String named) {
    Map<String, Object> body = credential();
    body.put(field, value);

    Malformed.refused(ErrorCode.INVALID_REQUEST, named, () -> read(body));
  }

  @Test
  void refusesKeysWhereNothingIsIssued() {
    Map<String, Object> body = credential();
    body.put("activate", false);
    body.put("credential", Map.of("jwk", Keys.rsa(2048)));

    assertThat(Malformed.refused(ErrorCode.INVALID_REQUEST, "credential", () -> read(body)))
        .hasMessageContaining("activate:false");
  }

  @Test
  void readsARequestForARole() {
    Map<String, Object> body = body();
    body.put("activate", false);
    body.put("expiresAt", "2026-11-22T12:00:00Z");
    body.put("justification", "rotate keys");

    assertThat(read(body))
        .isEqualTo(
            new WantedGrant(
                TicketRef.parse("demo:CHG-1"),
                new SubjectJson("alice", null, null, null, null, null, null),
                new EntitlementName.RealmRole("db-admin"),
                false,
                null,
                Instant.parse("2026-11-22T12:00:00Z"),
                "rotate keys",
                null,
                null));
  }

  @Test
  void isOnlyAuthorisedUntilItStarts() {
    Map<String, Object> body = body();
    body.put("startsAt", "2026-11-23T08:00:00Z");

    WantedGrant wanted = read(body);

    assertThat(wanted.activate()).isFalse();
    assertThat(wanted.startsAt()).isEqualTo("2026-11-23T08:00:00Z");
  }

  @Test
  void startsEitherByItselfOrWhenSomebodyActivatesIt() {
    Map<String, Object> body = body();
    body.put("startsAt", "2026-11-23T08:00:00Z");
    body.put("activate", false);

    Malformed.refused(ErrorCode.INVALID_REQUEST, "activate", () -> read(body));
  }

  @Test
  void aCredentialDoesNotStartByItselfForNobodyWouldSeeIt() {
    Map<String, Object> body = credential();
    body.put("startsAt", "2026-11-23T08:00:00Z");

    Malformed.refused(ErrorCode.INVALID_REQUEST, "startsAt", () -> read(body));
  }

  @Test
  void activatesUnlessToldNotTo() {
    assertThat(read(body()).activate()).isTrue();
  }

  @Test
  void readsARequestForACredentialWithAnOwnerAndKeys() {
    Map<String, Object> body = credential();
    body.put("owner", "olivia");
    body.put("credential", Map.of("jwk", Keys.rsa(2048)));

    WantedGrant wanted = read(body);

    assertThat(wanted.entitlement()).isEqualTo(new EntitlementName.ClientCredential("ci-1"));
    assertThat(wanted.subject()).isEqualTo(SubjectJson.ofClient("ci-1"));
    assertThat(wanted.owner()).isEqualTo("olivia");
    assertThat(wanted.form()).isNotNull();
    assertThat(read(credential()).form()).isNull();
  }
}
