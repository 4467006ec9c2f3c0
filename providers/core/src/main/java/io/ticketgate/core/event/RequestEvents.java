package io.ticketgate.core.event;

import io.ticketgate.core.ticket.MadeRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The event that somebody has asked for access in self-service, and that a ticket was made. */
public final class RequestEvents {

  private RequestEvents() {}

  /** What subscribers hear of it. */
  public static GateEvent made(MadeRequest request) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("request", request.id());
    data.put("ticket", request.ticket().toString());
    data.put("by", Map.of("id", request.by().id(), "name", request.by().name()));
    data.put("subject", BindingEvents.subject(request.subject()));
    data.put("entitlement", BindingEvents.entitlement(request.entitlement()));
    data.put("rules", request.rules());
    Instant from = request.from();
    if (from != null) {
      data.put("from", from.toString());
    }
    Instant until = request.until();
    if (until != null) {
      data.put("until", until.toString());
    }
    return new GateEvent(
        request.id(),
        EventType.REQUEST_MADE,
        "requests/" + request.id(),
        request.at(),
        request.rules(),
        request.entitlement().name(),
        data);
  }
}
