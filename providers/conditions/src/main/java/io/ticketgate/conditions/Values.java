package io.ticketgate.conditions;

import io.ticketgate.core.condition.Facts;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of the variables, as {@link Types} declares them. What is absent is left out, so that
 * reading it is an error and not a text that passes for a value.
 */
final class Values {

  /** Most values in one list, and most attributes. */
  static final int MOST_VALUES = 200;

  /** Most characters of one text. */
  static final int MOST_CHARACTERS = 8192;

  private final Map<String, Object> values = new LinkedHashMap<>();

  private Values() {}

  /**
   * The variables.
   *
   * @throws TooLarge when a list or a text is too large to be judged in bounded time
   */
  static Map<String, Object> of(Facts facts) {
    return new Values()
        .put("ticket", ticket(facts.ticket()))
        .put("subject", subject(facts.subject()))
        .put("entitlement", entitlement(facts.entitlement()))
        .put("request", request(facts.request()))
        .put("now", facts.now())
        .values;
  }

  private static Map<String, Object> ticket(Facts.OfTicket ticket) {
    return new Values()
        .put("system", ticket.system())
        .put("id", ticket.id())
        .put("type", ticket.type())
        .put("state", ticket.state())
        .put("requester", ticket.requester())
        .put("requesterId", ticket.requesterId())
        .put("requestedFor", ticket.requestedFor())
        .put("entitlements", bounded(ticket.entitlements()))
        .put("approvals", bounded(ticket.approvals()).stream().map(Values::approval).toList())
        .put("justification", ticket.justification())
        .put("risk", ticket.risk())
        .put("configurationItem", ticket.configurationItem())
        .put("plannedStart", ticket.plannedStart())
        .put("plannedEnd", ticket.plannedEnd())
        .values;
  }

  private static Map<String, Object> approval(Facts.OfApproval approval) {
    return new Values()
        .put("id", approval.id())
        .put("name", approval.name())
        .put("at", approval.at())
        .values;
  }

  private static Map<String, Object> subject(Facts.OfSubject subject) {
    bounded(subject.attributes().keySet());
    subject.attributes().values().forEach(Values::bounded);
    return new Values()
        .put("kind", subject.kind())
        .put("id", subject.id())
        .put("name", subject.name())
        .put("attributes", subject.attributes())
        .values;
  }

  private static Map<String, Object> entitlement(Facts.OfEntitlement entitlement) {
    return new Values()
        .put("kind", entitlement.kind())
        .put("name", entitlement.name())
        .put("client", entitlement.client())
        .values;
  }

  private static Map<String, Object> request(Facts.OfRequest request) {
    return new Values()
        .put("activate", request.activate())
        .put("start", request.start())
        .put("expiresAt", request.expiresAt())
        .put("lifetime", Duration.between(request.start(), request.expiresAt()))
        .put("by", request.by())
        .put("actor", request.actor())
        .values;
  }

  private Values put(String name, @Nullable Object value) {
    if (value instanceof String text) {
      bounded(text);
    }
    if (value != null) {
      values.put(name, value);
    }
    return this;
  }

  private static <T, C extends Collection<T>> C bounded(C list) {
    if (list.size() > MOST_VALUES) {
      throw new TooLarge("there are more than " + MOST_VALUES + " values in a list");
    }
    for (T value : list) {
      if (value instanceof String text) {
        bounded(text);
      }
    }
    return list;
  }

  private static void bounded(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new TooLarge("a text has more than " + MOST_CHARACTERS + " characters");
    }
  }

  /** Something is too large to be judged in bounded time. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
      super(message);
    }
  }
}
