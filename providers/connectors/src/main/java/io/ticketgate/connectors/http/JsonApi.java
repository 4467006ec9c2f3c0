package io.ticketgate.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON API of one ITSM system: below its base URL, with the configured account.
 *
 * <p>Whatever is not a JSON answer with a success status is an {@link
 * io.ticketgate.spi.ItsmException}: 401 and 403 {@code NotPermitted}, 404 and 410 {@code NotFound},
 * 429 {@code RateLimited}, 408 and 5xx and everything on the way {@code Unavailable}, and the rest
 * {@code Malformed}, among it a page of HTML, a truncated and an oversized answer. Reads are
 * repeated a bounded number of times within the time there is; writes are not. Thread-safe.
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

  /** This API, of which all requests together take no longer than {@code total} from now. */
  JsonApi within(Duration total);

  /**
   * Reads.
   *
   * @param path below the base URL, beginning with {@code /}; what is put into it must be safe in a
   *     path, as ticket keys are, or encoded with {@link #segment}
   * @param query parameters, not encoded yet, in the map's order
   * @param headers further headers; with {@code If-None-Match} a 304 is answered as such
   */
  Reply get(String path, Map<String, String> query, Map<String, String> headers);

  /** {@link #get(String, Map, Map)} without further headers. */
  default Reply get(String path, Map<String, String> query) {
    return get(path, query, Map.of());
  }

  /**
   * Follows a link that an answer gave, for example to the next page.
   *
   * @param link absolute, or relative to the base URL; one to another scheme, host or port is
   *     {@code Malformed}
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
    return HttpTexts.segment(text);
  }
}
