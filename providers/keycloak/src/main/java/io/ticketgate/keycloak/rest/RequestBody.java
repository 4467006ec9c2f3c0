package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads request bodies, and says in our own words what is wrong with one. A field that we do not
 * know is an error: it may be a demand that the caller believes to be met.
 */
final class RequestBody {

  private static final int MOST_BYTES = 64 * 1024;
  private static final int DEEPEST = 20;
  private static final int LONGEST_NAME = 255;

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final ObjectMapper MAPPER = mapper();

  private RequestBody() {}

  /** The body is larger than any request of ours can be. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static ObjectMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(MOST_BYTES)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    for (CoercionInputShape shape :
        new CoercionInputShape[] {
          CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
        }) {
      mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
    }
    for (CoercionInputShape shape :
        new CoercionInputShape[] {
          CoercionInputShape.Integer, CoercionInputShape.String, CoercionInputShape.EmptyString
        }) {
      mapper.coercionConfigFor(LogicalType.Boolean).setCoercion(shape, CoercionAction.Fail);
    }
    return mapper;
  }

  /**
   * @param code what a malformed body is called here
   */
  static <T> T read(InputStream in, Class<T> type, ErrorCode code) {
    byte[] bytes = bytes(in, code);
    try {
      JsonNode tree = MAPPER.readTree(bytes);
      if (tree.isMissingNode() || tree.isNull()) {
        throw invalid(code, "", "The body is empty.");
      }
      requireStorable(tree, "", code);
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException malformed) {
      throw invalid(code, path(malformed), sentence(malformed));
    } catch (IOException unreadable) {
      throw invalid(code, "", "The body could not be read.");
    }
  }

  /** As {@link #read}; null when there is no body. */
  static <T> @Nullable T readOptional(@Nullable InputStream in, Class<T> type, ErrorCode code) {
    if (in == null) {
      return null;
    }
    byte[] bytes = bytes(in, code);
    return bytes.length == 0 ? null : read(new ByteArrayInputStream(bytes), type, code);
  }

  private static byte[] bytes(@Nullable InputStream in, ErrorCode code) {
    try {
      byte[] bytes = in == null ? new byte[0] : in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new TooLarge();
      }
      return bytes;
    } catch (IOException unreadable) {
      throw invalid(code, "", "The body could not be read.");
    }
  }

  /**
   * Half a character cannot be encoded, and PostgreSQL keeps no NUL: both would come back as a
   * server error from wherever the text is first looked up or stored.
   */
  static boolean storable(String text) {
    return text.indexOf('\0') < 0
        && text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  private static void requireStorable(JsonNode node, String path, ErrorCode code) {
    if (node.isTextual() && !storable(node.textValue())) {
      throw invalid(
          code, path, "The value of '" + path + "' contains a NUL or an unpaired surrogate.");
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      requireStorable(member.getValue(), join(path, member.getKey()), code);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      requireStorable(node.get(i), join(path, String.valueOf(i)), code);
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** A text that has to be there. */
  static String required(@Nullable String value, String field) {
    String text = optional(value, field);
    if (text == null) {
      throw invalid(ErrorCode.INVALID_REQUEST, field, field + " is missing.");
    }
    return text;
  }

  /** A text that fits a column; null when it is absent or blank. */
  static @Nullable String optional(@Nullable String value, String field) {
    return optional(value, field, LONGEST_NAME);
  }

  static @Nullable String optional(@Nullable String value, String field, int longest) {
    if (value == null || value.isBlank()) {
      return null;
    }
    if (value.length() > longest) {
      throw invalid(
          ErrorCode.INVALID_REQUEST, field, field + " is longer than " + longest + " characters.");
    }
    return value;
  }

  /** An instant, cut to milliseconds as everything that is stored; null when it is absent. */
  static @Nullable Instant instant(@Nullable String value, String field) {
    if (value == null || value.isBlank()) {
      return null;
    }
    try {
      Instant instant = OffsetDateTime.parse(value).toInstant().truncatedTo(ChronoUnit.MILLIS);
      if (instant.isAfter(EARLIEST) && instant.isBefore(LATEST)) {
        return instant;
      }
    } catch (DateTimeException notAnInstant) {
      // answered below, in the same words as an instant out of range
    }
    throw invalid(
        ErrorCode.INVALID_REQUEST,
        field,
        field + " is an ISO 8601 instant such as 2026-11-22T12:00:00Z, from 1970 to 9999.");
  }

  static GateException.Invalid invalid(ErrorCode code, String field, String message) {
    return new GateException.Invalid(code, field, message);
  }

  private static String sentence(JsonProcessingException malformed) {
    String path = path(malformed);
    if (malformed instanceof UnrecognizedPropertyException) {
      return "The request has no field '" + path + "'; docs/openapi.yaml lists its fields.";
    }
    if (malformed instanceof MismatchedInputException mismatch && !path.isEmpty()) {
      Class<?> wanted = mismatch.getTargetType();
      return "The value of '"
          + path
          + "' has the wrong type"
          + (wanted == null ? "." : "; it must be " + kind(wanted) + ".");
    }
    if (malformed instanceof MismatchedInputException) {
      return "The body is not a JSON object of the form in docs/openapi.yaml.";
    }
    return "The body is not well-formed JSON, is nested too deeply, or has a field twice.";
  }

  private static String kind(Class<?> type) {
    if (type == String.class) {
      return "a text";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    return Collection.class.isAssignableFrom(type) ? "a list" : "a JSON object";
  }

  private static String path(JsonProcessingException malformed) {
    return malformed instanceof JsonMappingException mapping
        ? mapping.getPath().stream()
            .map(
                reference ->
                    reference.getFieldName() == null
                        ? String.valueOf(reference.getIndex())
                        : reference.getFieldName())
            .collect(Collectors.joining("."))
        : "";
  }
}
