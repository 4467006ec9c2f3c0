package io.ticketgate.connectors.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Bodies of webhooks as JSON. */
public final class WebhookJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private WebhookJson() {}

  /** The body; a missing node when it is not JSON. */
  public static JsonNode parse(String body) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }
}
