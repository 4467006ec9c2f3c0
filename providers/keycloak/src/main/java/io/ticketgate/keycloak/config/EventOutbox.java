package io.ticketgate.keycloak.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.event.CaepEvents;
import io.ticketgate.core.event.GateEvent;
import io.ticketgate.core.event.Letters;
import io.ticketgate.core.event.OcsfEvents;
import io.ticketgate.keycloak.store.Outbox;
import io.ticketgate.spi.EventFormat;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
    List<ComponentModel> hearing =
        EventSubscribers.components(realm)
            .filter(subscriber -> hears(subscriber, event))
            .sorted(Comparator.comparing(ComponentModel::getId))
            .toList();
    Set<Letters.To> letters = letters(event);
    if (hearing.isEmpty() && letters.isEmpty()) {
      return;
    }
    Outbox outbox = new Outbox(session, realm.getId());
    Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
    for (ComponentModel subscriber : hearing) {
      body(session, realm, subscriber, event)
          .ifPresent(body -> outbox.queue(event, subscriber.getId(), body, now));
    }
    if (!letters.isEmpty()) {
      ObjectNode body = cloudEvent(realm, event);
      letters.forEach(
          to ->
              outbox.queue(letter(event, to), Mailbox.of(realm.getId()), addressed(body, to), now));
    }
  }

  /** When the end of a binding that is active from now on is to be announced; empty for never. */
  public Optional<Instant> endAnnounced(Binding binding, Instant now) {
    if (binding.standing()) {
      return Optional.empty();
    }
    return RealmRules.notices(realm, binding.rules()).stream()
        .flatMap(notices -> notices.endAnnounced(now, binding.expiresAt()).stream())
        .min(Instant::compareTo);
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

  /** The event in the format of a subscriber; empty where that format has no such event. */
  public static Optional<String> body(
      KeycloakSession session, RealmModel realm, ComponentModel subscriber, GateEvent event) {
    EventFormat format =
        EventSubscribers.factory(session, String.valueOf(subscriber.getProviderId()))
            .map(kind -> kind.format(subscriber))
            .orElse(EventFormat.CLOUDEVENTS);
    return switch (format) {
      case CLOUDEVENTS -> Optional.of(cloudEvent(realm, event).toString());
      case OCSF ->
          Optional.of(
              JSON.valueToTree(OcsfEvents.of(event, realm.getId(), realm.getName())).toString());
      case CAEP -> CaepEvents.of(event).map(caep -> JSON.valueToTree(caep).toString());
    };
  }

  /** The event as a CloudEvent 1.0 in JSON. */
  private static ObjectNode cloudEvent(RealmModel realm, GateEvent event) {
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
