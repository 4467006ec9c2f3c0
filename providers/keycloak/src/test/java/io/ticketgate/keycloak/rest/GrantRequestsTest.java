package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.EntitlementName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a well-formed request names is looked up in the realm. */
class GrantRequestsTest {

  private static final Person CAROL = new Person("u-carol", "carol");

  private final GrantRequests requests = new GrantRequests(new SmallRealm().lookup());

  private GrantRequest read(String field, Object value) {
    return read(Map.of(field, value));
  }

  private GrantRequest read(Map<String, Object> fields) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ticket", "demo:CHG-1");
    body.put("subject", Map.of("user", "alice"));
    body.put("entitlement", Map.of("realmRole", "db-admin"));
    body.putAll(fields);
    return requests.of(
        WantedGrant.of(
            RequestBody.read(Malformed.body(body), BindingRequest.class, ErrorCode.INVALID_REQUEST),
            SmallRealm.NOW),
        CAROL);
  }

  static Stream<Arguments> unknownNames() {
    return Stream.of(
        arguments("subject", Map.of("user", "nobody"), ErrorCode.SUBJECT_NOT_FOUND, "user"),
        arguments("subject", Map.of("userId", "nobody"), ErrorCode.SUBJECT_NOT_FOUND, "user"),
        arguments("subject", Map.of("userId", "../x"), ErrorCode.SUBJECT_NOT_FOUND, "user"),
        arguments(
            "subject", Map.of("serviceAccount", "nobody"), ErrorCode.SUBJECT_NOT_FOUND, "nobody"),
        arguments(
            "subject",
            Map.of("serviceAccount", "no-account"),
            ErrorCode.SUBJECT_NOT_FOUND,
            "no-account"),
        arguments("subject", Map.of("role", "nothing"), ErrorCode.SUBJECT_NOT_FOUND, "nothing"),
        arguments(
            "entitlement",
            Map.of("realmRole", "nothing"),
            ErrorCode.ENTITLEMENT_NOT_FOUND,
            "nothing"),
        arguments(
            "entitlement",
            Map.of("clientRole", Map.of("client", "orders", "role", "nothing")),
            ErrorCode.ENTITLEMENT_NOT_FOUND,
            "orders/nothing"),
        arguments(
            "entitlement",
            Map.of("clientRole", Map.of("client", "nobody", "role", "refund")),
            ErrorCode.ENTITLEMENT_NOT_FOUND,
            "nobody/refund"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("unknownNames")
  void saysWhatDoesNotExist(String field, Object value, ErrorCode code, String mentioned) {
    GateException.NotFound refusal =
        catchThrowableOfType(GateException.NotFound.class, () -> read(field, value));

    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.getMessage()).contains(mentioned);
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders/", "/refund", "https://sp.example/saml/admin"})
  void refusesARoleThatIsWrittenInNoWayOrInSeveral(String role) {
    GateException.Invalid refusal =
        catchThrowableOfType(
            GateException.Invalid.class, () -> read("subject", Map.of("role", role)));

    assertThat(refusal).isNotNull();
    assertThat(refusal.getMessage()).contains(role);
  }

  @Test
  void saysThatThereIsNoSuchClient() {
    GateException.NotFound refusal =
        catchThrowableOfType(
            GateException.NotFound.class,
            () ->
                read(
                    Map.of(
                        "subject",
                        Map.of("serviceAccount", "ci-none"),
                        "entitlement",
                        Map.of("clientCredential", "ci-none"))));

    assertThat(refusal.code()).isEqualTo(ErrorCode.ENTITLEMENT_NOT_FOUND);
    assertThat(refusal.getMessage()).contains("ci-none");
  }

  @Test
  void findsAPersonByNameAndById() {
    Subject alice = new Subject(Subject.Kind.USER, "u-alice", "alice");

    assertThat(read(Map.of()).subject()).isEqualTo(alice);
    assertThat(read("subject", Map.of("userId", "u-alice")).subject()).isEqualTo(alice);
    assertThat(read(Map.of()).entitlement())
        .isEqualTo(new Entitlement("r-db-admin", new EntitlementName.RealmRole("db-admin")));
    assertThat(read(Map.of()).by()).isEqualTo(CAROL);
  }

  @Test
  void findsAServiceAccountByItsClient() {
    assertThat(read("subject", Map.of("serviceAccount", "orders")).subject())
        .isEqualTo(new Subject(Subject.Kind.SERVICE_ACCOUNT, "u-service-account-orders", "orders"));
  }

  @Test
  void findsACompositeOfTheRealmAndOfAClient() {
    assertThat(read("subject", Map.of("role", "ops")).subject())
        .isEqualTo(new Subject(Subject.Kind.ROLE, "r-ops", "ops"));
    assertThat(read("subject", Map.of("role", "orders/refund")).subject())
        .isEqualTo(new Subject(Subject.Kind.ROLE, "r-refund", "orders/refund"));
  }

  private static Map<String, Object> ownedBy(String owner) {
    return Map.of(
        "subject",
        Map.of("serviceAccount", "orders"),
        "entitlement",
        Map.of("clientCredential", "orders"),
        "owner",
        owner);
  }

  @Test
  void bindsACredentialToItsClientAndItsOwner() {
    GrantRequest request = read(ownedBy("alice"));

    assertThat(request.subject()).isEqualTo(new Subject(Subject.Kind.CLIENT, "c-orders", "orders"));
    assertThat(request.entitlement().credential()).isTrue();
    assertThat(request.owner()).isEqualTo(new Person("u-alice", "alice"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "erin", "service-account-orders", "u-alice"})
  void takesNobodyForAnOwnerWhoIsNoEnabledPersonOfThatName(String owner) {
    Malformed.refused(ErrorCode.INVALID_REQUEST, "owner", () -> read(ownedBy(owner)));
  }
}
