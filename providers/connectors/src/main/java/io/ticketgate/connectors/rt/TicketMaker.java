package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.spi.CreatedTicket;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.NewTicket;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a ticket for somebody who asks in self-service, and reads it back: RT makes a ticket also
 * where it leaves out a field that the account may not set. The subject carries the id of the
 * request, by which a ticket is found whose answer was lost.
 */
final class TicketMaker {

  private final String system;
  private final RtApi api;
  private final RtSettings settings;
  private final String queue;

  TicketMaker(String system, RtApi api, RtSettings settings, String queue) {
    this.system = system;
    this.api = api;
    this.settings = settings;
    this.queue = queue;
  }

  CreatedTicket make(NewTicket wanted) {
    Optional<String> earlier = api.withSubject(queue, "[" + wanted.id() + "]");
    String key = earlier.isPresent() ? earlier.get() : api.create(queue, body(wanted));
    requireAsAsked(key, wanted);
    return new CreatedTicket(key, api.page(key));
  }

  private ObjectNode body(NewTicket wanted) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("Queue", queue);
    body.put("Subject", wanted.summary());
    body.put("Requestor", wanted.requester());
    body.put("Content", wanted.justification());
    body.put("ContentType", "text/plain");
    date(body, "Starts", wanted.plannedStart());
    date(body, "Due", wanted.plannedEnd());
    ObjectNode fields = body.putObject("CustomFields");
    fields.put(settings.fields().entitlement(), wanted.entitlement().text());
    fields.put(settings.fields().requestedFor(), wanted.requestedFor());
    settings.fields().justification().ifPresent(name -> fields.put(name, wanted.justification()));
    return body;
  }

  private static void date(ObjectNode body, String field, @Nullable Instant instant) {
    if (instant != null) {
      body.put(field, instant.truncatedTo(ChronoUnit.SECONDS).toString());
    }
  }

  private void requireAsAsked(String key, NewTicket wanted) {
    RtApi.Newest newest = api.ticket(key);
    JsonNode json = newest.ticket();
    Ticket made =
        new RtTicket(new TicketRef(system, key), json, settings)
            .with(List.of(), newest.transaction(), api.page(key));
    boolean same =
        made.entitlements().equals(List.of(wanted.entitlement()))
            && wanted.requestedFor().equals(made.requestedFor())
            && Objects.equals(seconds(wanted.plannedStart()), made.plannedStart())
            && Objects.equals(seconds(wanted.plannedEnd()), made.plannedEnd());
    if (!same) {
      throw new ItsmException.NotPermitted(
          "Request Tracker made ticket "
              + api.ref(key)
              + " otherwise than it was asked to. Give the connector's account the rights"
              + " ModifyCustomField or SetInitialCustomField on queue "
              + queue
              + ", and let no scrip change its fields.",
          null);
    }
  }

  private static @Nullable Instant seconds(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
