package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * What the scrip of the documentation sends: {@code {"type":"ticket.changed","data":{"id":"16"}}}.
 */
final class WebhookBody {

  private static final ObjectMapper JSON = new ObjectMapper();

  private WebhookBody() {}

  static Optional<String> ticketKey(String body) {
    try {
      JsonNode id = JSON.readTree(body).path("data").path("id");
      return Optional.of(id.asText())
          .filter(key -> (id.isTextual() || id.isIntegralNumber()) && RtApi.isTicketId(key));
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }
}
