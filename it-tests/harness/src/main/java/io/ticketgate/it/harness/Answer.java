package io.ticketgate.it.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/**
 * What a server answered.
 *
 * @param status HTTP status code
 * @param headers its headers
 * @param body its body as text, empty if it had none
 */
public record Answer(int status, HttpHeaders headers, String body) {

  /** The body as JSON; a missing node if it is empty. Fails if it is something else. */
  public JsonNode json() {
    try {
      return Http.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError("No JSON: " + this, e);
    }
  }

  /** A field of the JSON body as text; empty if it is not there. */
  public String text(String field) {
    return json().path(field).asText();
  }

  /** A header's first value; empty if it is not there. */
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /** The last part of the {@code Location} header: the id of what was created. */
  public String createdId() {
    return header("Location").replaceFirst(".*/", "");
  }

  /** This answer, if it has the status. */
  public Answer expect(int expected) {
    if (status != expected) {
      throw new AssertionError("Status " + expected + " expected: " + this);
    }
    return this;
  }

  @Override
  public String toString() {
    return status + " " + body;
  }
}
