package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatusesTest {

  static Stream<Arguments> everyKind() {
    return Stream.of(
        Arguments.of(
            new GateException.Invalid(ErrorCode.INVALID_REQUEST, "f", "m"), Status.BAD_REQUEST),
        Arguments.of(
            new GateException.Refused(ErrorCode.TICKET_REQUIRED, "m", List.of()), Status.FORBIDDEN),
        Arguments.of(new GateException.NotFound(ErrorCode.TICKET_NOT_FOUND, "m"), Status.NOT_FOUND),
        Arguments.of(new GateException.Conflict(ErrorCode.TICKET_OUTDATED, "m"), Status.CONFLICT),
        Arguments.of(new GateException.Unavailable("m", 30), Status.SERVICE_UNAVAILABLE));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void everyKindOfFailureHasItsStatus(GateException failure, Status status) {
    assertThat(Statuses.of(failure)).isEqualTo(status);
  }

  @Test
  void everyKindOfFailureIsTestedHere() {
    assertThat(everyKind().map(each -> each.get()[0].getClass().getName()))
        .containsExactlyInAnyOrder(
            Stream.of(GateException.class.getPermittedSubclasses())
                .map(Class::getName)
                .toArray(String[]::new));
  }
}
