package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.http.WebhookJson;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.util.Optional;

/** Finds the ticket in a webhook. */
final class WebhookBody {

  static final String DEFAULT_TICKET = "$.ticket";

  private final Place ticket;
  private final Values values;

  WebhookBody(Place ticket, Values values) {
    this.ticket = ticket;
    this.values = values;
  }

  /**
   * Where the settings say that the ticket's key is.
   *
   * @throws IllegalArgumentException with a sentence that names the setting
   */
  static Place ticketPlace(Settings settings) {
    return Place.inside(
        RestSettings.WEBHOOK_TICKET, settings.text(RestSettings.WEBHOOK_TICKET, DEFAULT_TICKET));
  }

  /** The ticket's key; empty when the body names no ticket. */
  Optional<String> key(String system, String body) {
    try {
      return values
          .textIfThere(ticket, WebhookJson.parse(body))
          .map(key -> new TicketRef(system, key).key());
    } catch (ItsmException | IllegalArgumentException none) {
      return Optional.empty();
    }
  }
}
