package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemTest {

  private static String json(Response response) {
    assertThat(response.getMediaType()).hasToString("application/problem+json");
    try {
      return new ObjectMapper().writeValueAsString(response.getEntity());
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void namesTheFieldAtFault() {
    assertThat(
            json(
                Problem.answer(
                    new GateException.Invalid(
                        ErrorCode.INVALID_REQUEST, "ticket", "ticket is missing."))))
        .isEqualTo(
            "{\"title\":\"Bad Request\",\"status\":400,\"code\":\"invalid_request\","
                + "\"detail\":\"ticket is missing.\",\"field\":\"ticket\"}");
  }

  @Test
  void namesNoFieldWhereTheWholeRequestIsAtFault() {
    assertThat(
            json(
                Problem.answer(
                    new GateException.Invalid(
                        ErrorCode.INVALID_REQUEST, "", "The body is empty."))))
        .doesNotContain("field");
  }

  @Test
  void showsEveryCheckOfADecision() {
    CheckResult failed =
        CheckResult.fail("prod", CheckResult.Id.TICKET_OPEN, "The ticket is closed.");

    assertThat(
            json(
                Problem.answer(
                    new GateException.Refused(
                        ErrorCode.TICKET_CLOSED, "The ticket is closed.", List.of(failed)))))
        .contains(
            "\"status\":403",
            "\"checks\":[{\"rule\":\"prod\",\"id\":\"ticket_open\",\"outcome\":\"fail\","
                + "\"code\":\"ticket_closed\",\"message\":\"The ticket is closed.\"}]");
  }

  @Test
  void showsNoChecksWhereNoneWasMade() {
    assertThat(
            json(
                Problem.answer(
                    new GateException.Refused(ErrorCode.NOT_PERMITTED, "No.", List.of()))))
        .doesNotContain("checks");
  }

  @Test
  void saysWhenToTryAgain() {
    Response response = Problem.answer(new GateException.Unavailable("The ITSM is down.", 30));

    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getHeaderString("Retry-After")).isEqualTo("30");
    assertThat(json(response)).contains("\"code\":\"itsm_unavailable\"");
  }

  @Test
  void answersWithHeadersWhereNoDecisionIsBehindIt() {
    Response response =
        Problem.answer(
            Response.Status.TOO_MANY_REQUESTS,
            ErrorCode.TOO_MANY_REQUESTS,
            "Slow down.",
            Map.of("Retry-After", "1"));

    assertThat(response.getStatus()).isEqualTo(429);
    assertThat(response.getHeaderString("Retry-After")).isEqualTo("1");
    assertThat(json(response)).contains("\"code\":\"too_many_requests\"");
  }
}
