package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.WebhookJson;
import java.util.Optional;

/**
 * Finds the ticket in what the documented scrip sends: {@code
 * {"type":"ticket.changed","data":{"id":"16"}}}.
 */
final class WebhookBody {

  private WebhookBody() {}

  static Optional<String> ticketKey(String body) {
    JsonNode id = WebhookJson.parse(body).path("data").path("id");
    return Optional.of(id.asText())
        .filter(key -> (id.isTextual() || id.isIntegralNumber()) && RtApi.isTicketId(key));
  }
}
