package io.ticketgate.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON API of one ITSM system: below its base URL, with the configured account. Thread-safe.
 *
 * <p>Every method throws an {@link io.ticketgate.spi.ItsmException} unless the answer is JSON with
 * a success status: {@code NotPermitted} for 401 and 403, {@code NotFound} for 404 and 410, {@code
 * RateLimited} for 429, {@code Unavailable} for 408, 5xx and failures of the network, and {@code
 * Malformed} for the rest, such as an HTML page or a truncated or oversized answer. Reads are
 * repeated a bounded number of times until the deadline. Writes are not repeated.
 */
public interface JsonApi {

  /**
   * An answer.
   *
   * @param status 2xx, or 304 where the request was conditional
   * @param body the JSON; a missing node where the answer has no body
   * @param headers the last value of each header, by its name in lower case
   */
  record Reply(int status, JsonNode body, Map<String, String> headers) {

    /** A header's value; null when the answer has none of that name. */
    public @Nullable String header(String lowerCaseName) {
      return headers.get(lowerCaseName);
    }

    /** The server's time by the Date header; null when it has none that can be read. */
    public @Nullable Instant date() {
      return HttpDates.parse(headers.get("date"));
    }
  }

  /** This API with a deadline: all its requests together end within {@code total} from now. */
  JsonApi within(Duration total);

  /**
   * Reads.
   *
   * @param path below the base URL, beginning with {@code /}. Values in it must be safe in a path,
   *     as ticket keys are, or encoded with {@link #segment}
   * @param query parameters, not encoded yet, in the map's order
   * @param headers further headers; with {@code If-None-Match} the reply may be a 304
   */
  Reply get(String path, Map<String, String> query, Map<String, String> headers);

  /** {@link #get(String, Map, Map)} without further headers. */
  default Reply get(String path, Map<String, String> query) {
    return get(path, query, Map.of());
  }

  /**
   * Follows a link from an answer, for example to the next page.
   *
   * @param link absolute, or relative to the base URL
   * @throws io.ticketgate.spi.ItsmException.Malformed when it leads to another scheme, host or port
   */
  Reply follow(String link);

  /**
   * Writes.
   *
   * @param method {@code POST}, {@code PUT} or {@code PATCH}
   * @param path as in {@link #get}
   */
  Reply send(String method, String path, Map<String, String> query, JsonNode body);

  /** The base URL, without a slash at its end: for links that people follow. */
  URI base();

  /** Encodes a text for use as one segment of a path. */
  static String segment(String text) {
    return UrlEncoding.segment(text);
  }
}
