package io.ticketgate.connectors.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The raw answer to a request.
 *
 * @param headers the last value of each, by its name in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by the caller
record Answer(int status, Map<String, String> headers, byte[] body) {

  @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
