package io.ticketgate.connectors.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came back, before anybody believes it.
 *
 * @param headers the last value of each, by its name in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by whoever asked
record Answer(int status, Map<String, String> headers, byte[] body) {

  @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
