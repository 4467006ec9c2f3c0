package io.ticketgate.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.chaos.Expected.Outcome;
import io.ticketgate.it.harness.Http;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Requests to nodes that may be dead or asleep. For any number of threads. */
final class Calls {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  /**
   * What came back.
   *
   * @param status the HTTP status; 0 if there was no answer
   * @param body the body, or what went wrong
   * @param sent whether the request can have reached anybody
   */
  record Reply(int status, String body, boolean sent) {

    Outcome outcome() {
      if (status / 100 == 2) {
        return Outcome.DONE;
      }
      return !sent || status / 100 == 4 ? Outcome.REFUSED : Outcome.UNKNOWN;
    }

    /** With which code it was refused, after a blank; empty for none. */
    String code() {
      if (outcome() != Outcome.REFUSED) {
        return "";
      }
      JsonNode json = json();
      String code = json.path("code").asText(json.path("error").asText());
      return sent ? " " + status + " " + code : " not sent";
    }

    boolean done() {
      return outcome() == Outcome.DONE;
    }

    JsonNode json() {
      try {
        return Http.JSON.readTree(body);
      } catch (JsonProcessingException e) {
        return Http.JSON.missingNode();
      }
    }
  }

  Reply send(String method, URI uri, Map<String, String> headers, Object body) {
    byte[] bytes = bytes(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER_LIMIT)
            .method(
                method,
                bytes.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(bytes));
    Map<String, String> all = new LinkedHashMap<>();
    if (bytes.length > 0) {
      all.put("Content-Type", "application/json");
    }
    all.putAll(headers);
    all.forEach(request::header);
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body(), true);
    } catch (ConnectException e) {
      return new Reply(0, e.toString(), false);
    } catch (IOException e) {
      return new Reply(0, e.toString(), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** A form to a token or introspection endpoint. */
  Reply form(URI uri, Map<String, String> fields) {
    String text =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + Http.encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send("POST", uri, Map.of("Content-Type", "application/x-www-form-urlencoded"), text);
  }

  private static byte[] bytes(Object body) {
    if (body instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Http.JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("This is no body: " + body, e);
    }
  }
}
