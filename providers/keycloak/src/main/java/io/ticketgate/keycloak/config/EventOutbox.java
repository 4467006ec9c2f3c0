package io.ticketgate.keycloak.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.event.GateEvent;
import io.ticketgate.core.event.Letters;
import io.ticketgate.keycloak.store.Outbox;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Queues events for the subscribers of a realm that are to hear of them, in the transaction of what
 * happened. A realm without subscribers gets no row.
 */
public final class EventOutbox {

  private static final Logger LOG = Logger.getLogger(EventOutbox.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Attributes of an event that is an e-mail: the id of the user it goes to, or the address. */
  public static final String TO_USER = "touser";

  public static final String TO_ADDRESS = "toaddress";

  private final KeycloakSession session;
  private final RealmModel realm;

  public EventOutbox(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** Queues it for everybody who is to hear of it. */
  public void announce(GateEvent event) {
    List<String> hearing =
        EventSubscribers.components(realm)
            .filter(subscriber -> hears(subscriber, event))
            .map(ComponentModel::getId)
            .sorted()
            .toList();
    Set<Letters.To> letters = letters(event);
    if (hearing.isEmpty() && letters.isEmpty()) {
      return;
    }
    ObjectNode body = json(realm, event);
    String text = body.toString();
    Outbox outbox = new Outbox(session, realm.getId());
    Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
    hearing.forEach(subscriber -> outbox.queue(event, subscriber, text, now));
    letters.forEach(
        to -> outbox.queue(letter(event, to), Mailbox.of(realm.getId()), addressed(body, to), now));
  }

  private Set<Letters.To> letters(GateEvent event) {
    return Letters.kind(event.type()).isEmpty()
        ? Set.of()
        : Letters.of(event, RealmRules.notices(realm, event.rules()));
  }

  /** A mailbox that is away delays nobody else's letters: each person has an order of its own. */
  private static GateEvent letter(GateEvent event, Letters.To to) {
    return new GateEvent(
        to.letterId(event),
        event.type(),
        event.about() + " " + to,
        event.at(),
        event.rules(),
        event.entitlement(),
        event.data());
  }

  private static String addressed(ObjectNode body, Letters.To to) {
    ObjectNode letter = body.deepCopy();
    if (to instanceof Letters.ToUser user) {
      letter.put(TO_USER, user.id());
    } else if (to instanceof Letters.ToAddress address) {
      letter.put(TO_ADDRESS, address.address());
    }
    return letter.toString();
  }

  private boolean hears(ComponentModel subscriber, GateEvent event) {
    try {
      return EventSubscribers.filter(subscriber).matches(event);
    } catch (IllegalArgumentException unreadable) {
      // Of an import, which nobody has validated. Too much does less harm here than too little.
      LOG.warnf(
          "Realm %s: the filter of subscriber %s cannot be read, so it hears everything",
          realm.getId(), subscriber.getId());
      return true;
    }
  }

  /** The event as a CloudEvent 1.0 in JSON. */
  public static String body(RealmModel realm, GateEvent event) {
    return json(realm, event).toString();
  }

  private static ObjectNode json(RealmModel realm, GateEvent event) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("specversion", "1.0")
            .put("id", event.id())
            .put("source", "/realms/" + segment(realm.getName()) + "/ticket-gate")
            .put("type", event.type().word())
            .put("subject", event.about())
            .put("time", event.at().toString())
            .put("datacontenttype", "application/json");
    ObjectNode data = json.putObject("data");
    data.putObject("realm").put("id", realm.getId()).put("name", realm.getName());
    data.setAll((ObjectNode) JSON.valueToTree(event.data()));
    return json;
  }

  private static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
