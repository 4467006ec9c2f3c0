package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any body of the admin resource: what is no JSON object of the documented form is refused. */
class RequestBodyTest {

  static Stream<Arguments> malformedBodies() {
    return Stream.of(
        arguments("no JSON", "approve it please", ""),
        arguments("nothing", "", ""),
        arguments("blanks", "   ", ""),
        arguments("null", "null", ""),
        arguments("a text", "\"demo:CHG-1\"", ""),
        arguments("a number", "42", ""),
        arguments("an array", "[]", ""),
        arguments("an array of requests", "[{\"justification\":\"x\"}]", ""),
        arguments("cut off", "{\"justification\":\"x\"", ""),
        arguments("two documents", "{} {}", ""),
        arguments("a trailing comma", "{\"justification\":\"x\",}", ""),
        arguments("a field twice", "{\"justification\":\"x\",\"justification\":\"y\"}", ""),
        arguments("an unknown field", "{\"nonsense\":true}", "nonsense"),
        arguments("a field in other letters", "{\"Justification\":\"x\"}", "Justification"),
        arguments("a number for a text", "{\"justification\":5}", "justification"),
        arguments("an object for a text", "{\"justification\":{\"a\":1}}", "justification"),
        arguments("a list for a text", "{\"justification\":[\"x\"]}", "justification"),
        arguments("nested deeply", "{\"subject\":".repeat(500) + "1" + "}".repeat(500), ""),
        arguments("nested arrays", "[".repeat(30_000), ""),
        arguments("a NUL", "{\"justification\":\"a\\u0000b\"}", "justification"),
        arguments("half a character", "{\"justification\":\"a\\ud800b\"}", "justification"),
        arguments(
            "no UTF-8", new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'}, ""),
        arguments("a form", "ticket=demo%3ACHG-1", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedBodies")
  void refusesABodyThatIsNoRequest(String what, Object body, String field) {
    for (Class<?> type : List.of(BindingRequest.class, TicketBody.class)) {
      Malformed.refused(
          ErrorCode.INVALID_REQUEST,
          field,
          () -> RequestBody.read(Malformed.body(body), type, ErrorCode.INVALID_REQUEST));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{", "{\"name\":\"a\",\"name\":\"b\"}"})
  void callsWhatIsWrongByTheCodeOfItsEndpoint(String body) {
    for (ErrorCode code : List.of(ErrorCode.RULE_INVALID, ErrorCode.SYSTEM_INVALID)) {
      Malformed.refused(
          code, "", () -> RequestBody.read(Malformed.body(body), JsonNode.class, code));
    }
  }

  @Test
  void refusesABodyThatIsTooLarge() {
    for (Class<?> type :
        List.of(BindingRequest.class, TicketBody.class, BindingsResource.Revocation.class)) {
      assertThatExceptionOfType(RequestBody.TooLarge.class)
          .isThrownBy(
              () ->
                  RequestBody.read(
                      Malformed.body(Map.of("justification", "x".repeat(70_000))),
                      type,
                      ErrorCode.INVALID_REQUEST));
    }
  }

  @Test
  void readsNoMoreOfABodyThatIsTooLargeThanItMust() {
    long[] read = {0};
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            read[0]++;
            return ' ';
          }
        };

    assertThatExceptionOfType(RequestBody.TooLarge.class)
        .isThrownBy(
            () -> RequestBody.read(endless, BindingRequest.class, ErrorCode.INVALID_REQUEST));
    assertThat(read[0]).isLessThan(100_000);
  }

  @Test
  void saysThatABodyCouldNotBeRead() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("reset");
          }
        };

    assertThat(
            Malformed.refused(
                ErrorCode.INVALID_REQUEST,
                "",
                () -> RequestBody.read(broken, BindingRequest.class, ErrorCode.INVALID_REQUEST)))
        .hasMessage("The body could not be read.");
  }

  @Test
  void takesNoBodyWhereItMayBeLeftOut() {
    assertThat(RequestBody.readOptional(null, BindingRequest.class, ErrorCode.INVALID_REQUEST))
        .isNull();
    assertThat(
            RequestBody.readOptional(
                Malformed.body(""), BindingRequest.class, ErrorCode.INVALID_REQUEST))
        .isNull();
    Malformed.refused(
        ErrorCode.INVALID_REQUEST,
        "",
        () ->
            RequestBody.readOptional(
                Malformed.body(" "), BindingRequest.class, ErrorCode.INVALID_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "reason", "{\"reason\":5}", "{\"why\":\"x\"}", "{\"reason\":\"a\\u0000\"}"})
  void refusesAMalformedRevocation(String body) {
    GateException.Invalid refusal =
        catchThrowableOfType(
            GateException.Invalid.class,
            () ->
                RequestBody.readOptional(
                    Malformed.body(body),
                    BindingsResource.Revocation.class,
                    ErrorCode.INVALID_REQUEST));

    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void namesThePathAndTheKindOfWhatHasTheWrongType() {
    assertThat(message("{\"approvals\":[{\"approver\":5}]}", TicketBody.class))
        .isEqualTo("The value of 'approvals.0.approver' has the wrong type; it must be a text.");
    assertThat(message("{\"approvals\":{}}", TicketBody.class))
        .isEqualTo("The value of 'approvals' has the wrong type; it must be a list.");
    assertThat(message("{\"open\":\"true\"}", TicketBody.class))
        .isEqualTo("The value of 'open' has the wrong type; it must be true or false.");
    assertThat(message("{\"subject\":\"bob\"}", BindingRequest.class))
        .isEqualTo("The value of 'subject' has the wrong type; it must be a JSON object.");
    assertThat(message("{\"subject\":{\"team\":\"a\"}}", BindingRequest.class))
        .isEqualTo("The request has no field 'subject.team'; docs/openapi.yaml lists its fields.");
    assertThat(message("{\"entitlements\":[{\"realmRole\":\"a\\u0000\"}]}", TicketBody.class))
        .isEqualTo(
            "The value of 'entitlements.0.realmRole' contains a NUL or an unpaired surrogate.");
  }

  private static String message(String body, Class<?> type) {
    GateException.Invalid refusal =
        catchThrowableOfType(
            GateException.Invalid.class,
            () -> RequestBody.read(Malformed.body(body), type, ErrorCode.INVALID_REQUEST));
    return String.valueOf(refusal.getMessage());
  }

  // Fields

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tomorrow",
        "2026-11-22",
        "2026-02-30T00:00:00Z",
        "2026-11-22T12:00:00",
        "+1000000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00Z",
        "PT1H"
      })
  void refusesWhatIsNoInstantThatCanBeStored(String text) {
    Malformed.refused(
        ErrorCode.INVALID_REQUEST, "expiresAt", () -> RequestBody.instant(text, "expiresAt"));
  }

  @Test
  void cutsAnInstantToMillisecondsInUtc() {
    assertThat(RequestBody.instant("2026-11-22T13:00:00.123456+01:00", "expiresAt"))
        .isEqualTo(Instant.parse("2026-11-22T12:00:00.123Z"));
    assertThat(RequestBody.instant(null, "expiresAt")).isNull();
    assertThat(RequestBody.instant(" ", "expiresAt")).isNull();
  }

  @Test
  void takesABlankTextForAnAbsentOne() {
    assertThat(RequestBody.optional(" \n", "owner")).isNull();
    Malformed.refused(ErrorCode.INVALID_REQUEST, "type", () -> RequestBody.required(" \n", "type"));
    Malformed.refused(ErrorCode.INVALID_REQUEST, "type", () -> RequestBody.required(null, "type"));
  }

  @Test
  void refusesATextThatFitsNoColumn() {
    assertThat(RequestBody.optional("x".repeat(255), "owner")).hasSize(255);
    Malformed.refused(
        ErrorCode.INVALID_REQUEST, "owner", () -> RequestBody.optional("x".repeat(256), "owner"));
    Malformed.refused(
        ErrorCode.INVALID_REQUEST, "type", () -> RequestBody.required("x".repeat(256), "type"));
  }
}
