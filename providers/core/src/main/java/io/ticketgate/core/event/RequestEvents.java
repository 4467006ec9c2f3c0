package io.ticketgate.core.event;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The event that somebody has asked for access in self-service, and that a ticket was made. */
public final class RequestEvents {

  private RequestEvents() {}

  /**
   * @param id of the request
   * @param rules names of the rules that the ticket has to fulfil
   * @param from begin of the window; null for none
   * @param until its end; null for none
   */
  public static GateEvent made(
      String id,
      TicketRef ticket,
      Person by,
      Subject subject,
      Entitlement entitlement,
      List<String> rules,
      @Nullable Instant from,
      @Nullable Instant until,
      Instant at) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("request", id);
    data.put("ticket", ticket.toString());
    data.put("by", Map.of("id", by.id(), "name", by.name()));
    data.put("subject", BindingEvents.subject(subject));
    data.put("entitlement", BindingEvents.entitlement(entitlement));
    data.put("rules", rules);
    if (from != null) {
      data.put("from", from.toString());
    }
    if (until != null) {
      data.put("until", until.toString());
    }
    return new GateEvent(
        id, EventType.REQUEST_MADE, "requests/" + id, at, rules, entitlement.name(), data);
  }
}
