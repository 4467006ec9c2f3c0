package io.ticketgate.connectors.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ticketgate.spi.ItsmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bodies as JSON. What they say goes into no message, and neither does the parser's. */
final class JsonBodies {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonBodies() {}

  static byte[] written(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A missing node where there is no body. */
  static JsonNode read(Answer answer, Peer peer) {
    if (answer.body().length == 0) {
      return MissingNode.getInstance();
    }
    String type = mediaType(answer.header("content-type"));
    if (type.equals("text/html") || type.equals("application/xhtml+xml")) {
      throw malformed(
          peer,
          " answered with a page for people instead of JSON, as login and maintenance pages are. See"
              + " whether the base URL leads to the API and the account may use it.");
    }
    if (!isJson(type)) {
      throw malformed(
          peer,
          " answered with something other than JSON. See whether the base URL leads to the API.");
    }
    try {
      JsonNode json = MAPPER.readTree(answer.body());
      return json == null ? MissingNode.getInstance() : json;
    } catch (IOException broken) {
      throw malformed(
          peer,
          " answered with JSON that is broken or cut off. See whether something on the way changes"
              + " its answers.");
    }
  }

  private static boolean isJson(String type) {
    return type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
  }

  private static String mediaType(@Nullable String header) {
    return header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static ItsmException malformed(Peer peer, String rest) {
    return new ItsmException.Malformed(peer.subject() + rest, null);
  }
}
