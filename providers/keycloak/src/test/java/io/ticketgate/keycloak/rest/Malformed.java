package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Bodies that a client could send, and how they are refused. */
final class Malformed {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Malformed() {}

  /** A body as it arrives: bytes and texts as they are, anything else as JSON. */
  static InputStream body(@Nullable Object content) {
    if (content instanceof byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }
    String text = content instanceof String given ? given : json(content);
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(@Nullable Object content) {
    try {
      return MAPPER.writeValueAsString(content);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What answers 400 with that code and field, and a sentence that tells more. */
  static GateException.Invalid refused(ErrorCode code, String field, ThrowingCallable reading) {
    GateException.Invalid refusal = catchThrowableOfType(GateException.Invalid.class, reading);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.field()).as(refusal.getMessage()).isEqualTo(field);
    assertThat(refusal.getMessage()).endsWith(".");
    return refusal;
  }
}
