package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.Statuses;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error answer, RFC 9457.
 *
 * @param title the status in words
 * @param code our stable error code
 * @param detail what is wrong and what to do
 * @param field path of the field at fault; absent when it is the whole request
 * @param checks every check that was made; absent where no decision was made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String title,
    int status,
    String code,
    String detail,
    @Nullable String field,
    @Nullable List<Check> checks) {

  private static final String MEDIA_TYPE = "application/problem+json";

  /** One condition and how it came out. */
  public record Check(String rule, String id, String outcome, String code, String message) {
    static Check of(CheckResult result) {
      return new Check(
          result.rule(),
          result.id().word(),
          result.outcome().word(),
          result.code().code(),
          result.message());
    }
  }

  static Response answer(GateException failure) {
    Response.Status status = Statuses.of(failure);
    Problem problem =
        new Problem(
            status.getReasonPhrase(),
            status.getStatusCode(),
            failure.code().code(),
            String.valueOf(failure.getMessage()),
            field(failure),
            checks(failure));
    Response.ResponseBuilder answer = Response.status(status).entity(problem).type(MEDIA_TYPE);
    if (failure instanceof GateException.Unavailable unavailable) {
      answer.header(HttpHeaders.RETRY_AFTER, unavailable.retryAfterSeconds());
    }
    return answer.build();
  }

  static Response tooLarge() {
    return answer(
        Response.Status.REQUEST_ENTITY_TOO_LARGE,
        ErrorCode.INVALID_REQUEST,
        "The body is larger than 64 KiB.");
  }

  /** An answer that no decision of the gate is behind. */
  public static Response answer(Response.Status status, ErrorCode code, String detail) {
    return answer(status, code, detail, Map.of());
  }

  /** The same with headers. */
  public static Response answer(
      Response.Status status, ErrorCode code, String detail, Map<String, String> headers) {
    Response.ResponseBuilder answer =
        Response.status(status)
            .entity(
                new Problem(
                    status.getReasonPhrase(),
                    status.getStatusCode(),
                    code.code(),
                    detail,
                    null,
                    null))
            .type(MEDIA_TYPE);
    headers.forEach(answer::header);
    return answer.build();
  }

  private static @Nullable String field(GateException failure) {
    return failure instanceof GateException.Invalid invalid && !invalid.field().isEmpty()
        ? invalid.field()
        : null;
  }

  static @Nullable List<Check> checks(GateException failure) {
    return failure instanceof GateException.Refused refused && !refused.checks().isEmpty()
        ? refused.checks().stream().map(Check::of).toList()
        : null;
  }
}
