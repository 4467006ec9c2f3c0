package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import jakarta.persistence.LockTimeoutException;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What every endpoint does with a failure: nothing is committed, and the answer says why. */
class EndpointTest {

  private final SmallRealm realm = new SmallRealm();
  private final Endpoint endpoint = new Endpoint(realm.call()) {};

  private Response answer(RuntimeException failure) {
    return endpoint.answer(
        () -> {
          throw failure;
        });
  }

  private static Problem problem(Response response) {
    assertThat(response.getMediaType()).hasToString("application/problem+json");
    return (Problem) response.getEntity();
  }

  @Test
  void leavesASuccessAlone() {
    Supplier<Response> work = () -> Response.ok("done").build();

    assertThat(endpoint.answer(work).getStatus()).isEqualTo(200);
    assertThat(realm.rolledBack()).isFalse();
  }

  @Test
  void answersARefusalAndCommitsNothing() {
    Response response =
        answer(
            new GateException.Invalid(ErrorCode.INVALID_REQUEST, "ticket", "ticket is missing."));

    assertThat(response.getStatus()).isEqualTo(400);
    assertThat(problem(response).code()).isEqualTo("invalid_request");
    assertThat(problem(response).field()).isEqualTo("ticket");
    assertThat(realm.rolledBack()).isTrue();
  }

  @Test
  void answersABodyThatIsTooLargeAndCommitsNothing() {
    Response response = answer(new RequestBody.TooLarge());

    assertThat(response.getStatus()).isEqualTo(413);
    assertThat(problem(response).code()).isEqualTo("invalid_request");
    assertThat(realm.rolledBack()).isTrue();
  }

  @Test
  void answersALockThatCouldNotBeHadAsAConflict() {
    Response response = answer(new LockTimeoutException("waited too long"));

    assertThat(response.getStatus()).isEqualTo(409);
    assertThat(problem(response).code()).isEqualTo("concurrent_change");
    assertThat(realm.rolledBack()).isTrue();
  }

  @Test
  void leavesEveryOtherFailureToKeycloak() {
    assertThatIllegalStateException()
        .isThrownBy(() -> answer(new IllegalStateException("a bug")))
        .withMessage("a bug");
  }
}
