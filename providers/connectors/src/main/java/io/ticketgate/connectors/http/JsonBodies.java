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

/** Bodies as JSON. No message quotes a body, or what the parser says about it. */
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
          " answered with an HTML page instead of JSON: a login or maintenance page. Check that "
              + peer.setting()
              + " leads to its API, and that the account may use it.");
    }
    if (!isJson(type)) {
      throw malformed(
          peer,
          " answered with something other than JSON. Check that "
              + peer.setting()
              + " leads to its API.");
    }
    try {
      JsonNode json = MAPPER.readTree(answer.body());
      return json == null ? MissingNode.getInstance() : json;
    } catch (IOException broken) {
      throw malformed(
          peer,
          " answered with broken or truncated JSON. Check whether a proxy changes its answers.");
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
