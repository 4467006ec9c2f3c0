package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.store.JpaBindings;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests about bindings that fail before the database is asked. There is none here: whatever
 * looks something up fails the test.
 */
class BindingsResourceTest {

  private final SmallRealm realm = new SmallRealm();

  private BindingsResource resource() {
    return new BindingsResource(
        realm.call(),
        new JpaBindings(realm.session(), "realm-1"),
        SmallRealm.notReached(),
        new BindingFilters(realm.lookup()),
        new GrantRequests(realm.lookup()),
        SmallRealm.notReached());
  }

  private Problem refused(int status, String code, Response response) {
    assertThat(response.getStatus()).isEqualTo(status);
    assertThat(response.getMediaType()).hasToString("application/problem+json");
    Problem problem = (Problem) response.getEntity();
    assertThat(problem.code()).isEqualTo(code);
    assertThat(realm.rolledBack()).isTrue();
    return problem;
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "\0", "a\nb", "", "a b", "0123456789012345678901234567890123456"})
  void saysThatThereIsNoBindingOfAnIdThatNoneCanHave(String id) {
    List<Function<BindingsResource, Response>> requests =
        List.of(
            each -> each.get(id),
            each -> each.history(id),
            each -> each.activate(id, null),
            each -> each.revoke(id, null),
            each -> each.suspend(id, null),
            each -> each.resume(id));
    for (Function<BindingsResource, Response> request : requests) {
      refused(404, "binding_not_live", request.apply(resource()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "reason", "{\"reason\":5}", "{\"why\":\"x\"}", "{\"reason\":\"a\\u0000\"}"})
  void refusesAMalformedReason(String body) {
    refused(400, "invalid_request", resource().revoke("b-1", Malformed.body(body)));
    refused(400, "invalid_request", resource().suspend("b-1", Malformed.body(body)));
  }

  @Test
  void refusesAReasonThatIsTooLong() {
    Map<String, String> body = Map.of("reason", "x".repeat(2001));

    assertThat(
            refused(400, "invalid_request", resource().revoke("b-1", Malformed.body(body))).field())
        .isEqualTo("reason");
    refused(400, "invalid_request", resource().suspend("b-1", Malformed.body(body)));
  }

  @Test
  void refusesKeysThatAreNone() {
    assertThat(
            refused(
                    400,
                    "invalid_request",
                    resource().activate("b-1", Malformed.body(Map.of("credential", Map.of()))))
                .field())
        .isEqualTo("credential");
  }

  @Test
  void refusesAMalformedRequestForAGrant() {
    assertThat(refused(400, "invalid_request", resource().create(Malformed.body(Map.of()))).field())
        .isEqualTo("ticket");
    refused(
        413,
        "invalid_request",
        resource().create(Malformed.body(Map.of("justification", "x".repeat(70_000)))));
  }

  @Test
  void refusesAMalformedFilter() {
    assertThat(
            refused(
                    400,
                    "invalid_request",
                    resource().list(null, null, null, null, "alive", null, null, null, null))
                .field())
        .isEqualTo("status");
  }

  @Test
  void refusesAPageAfterNothing() {
    for (String after : List.of("' or 1=1", "", "a b")) {
      assertThat(
              refused(
                      400,
                      "invalid_request",
                      resource().list(null, null, null, null, null, null, after, null, null))
                  .field())
          .isEqualTo("after");
    }
    assertThat(
            refused(
                    400,
                    "invalid_request",
                    resource().list(null, null, null, null, null, null, "b-1", "0", null))
                .detail())
        .contains("not by both");
  }

  @Test
  void asksForTheRoleBeforeItReadsAnything() {
    realm.withoutPermission();
    List<Function<BindingsResource, Response>> requests =
        List.of(
            each -> each.create(Malformed.body("approve it please")),
            each -> each.list(null, null, null, null, "alive", null, null, null, null),
            each -> each.get("b-1"),
            each -> each.history("b-1"),
            each -> each.activate("b-1", Malformed.body("no")),
            each -> each.revoke("b-1", Malformed.body("no")),
            each -> each.suspend("b-1", Malformed.body("no")),
            each -> each.resume("b-1"));
    for (Function<BindingsResource, Response> request : requests) {
      assertThat(refused(403, "not_permitted", request.apply(resource())).detail())
          .contains("ticket-gate-grant");
    }
  }
}
