package io.ticketgate.connectors.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.util.Optional;

/** Finds the ticket of a webhook. */
final class WebhookBody {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Place ticket;
  private final Values values;

  WebhookBody(Place ticket, Values values) {
    this.ticket = ticket;
    this.values = values;
  }

  /** The ticket's key; empty when the body names none. */
  Optional<String> key(String system, String body) {
    try {
      JsonNode tree = JSON.readTree(body);
      return values.textIfThere(ticket, tree).map(key -> new TicketRef(system, key).key());
    } catch (JsonProcessingException | ItsmException | IllegalArgumentException none) {
      return Optional.empty();
    }
  }
}
