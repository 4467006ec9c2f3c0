package io.ticketgate.keycloak.config;

import io.ticketgate.core.event.EventFilter;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.EventSubscriberFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderFactory;

/** The subscribers of a realm, which are components. */
public final class EventSubscribers {

  private EventSubscribers() {}

  /** Whether a component of that type is a subscriber. */
  public static boolean is(@Nullable String providerType) {
    return EventSubscriber.class.getName().equals(providerType);
  }

  /** The components that configure subscribers. */
  public static Stream<ComponentModel> components(RealmModel realm) {
    return realm.getComponentsStream(realm.getId(), EventSubscriber.class.getName());
  }

  /** The subscriber with that id, where it is one of this realm. */
  public static Optional<ComponentModel> find(RealmModel realm, String id) {
    ComponentModel component = realm.getComponent(id);
    return component == null
            || !is(component.getProviderType())
            || !realm.getId().equals(component.getParentId())
        ? Optional.empty()
        : Optional.of(component);
  }

  /**
   * What it hears of.
   *
   * @throws IllegalArgumentException with a sentence when that cannot be read
   */
  public static EventFilter filter(ComponentModel subscriber) {
    return EventFilter.parse(
        list(subscriber, EventSubscriberFactory.TYPES),
        list(subscriber, EventSubscriberFactory.RULES),
        list(subscriber, EventSubscriberFactory.ENTITLEMENTS));
  }

  /** The factory of its kind; empty where this server lacks it. */
  public static Optional<EventSubscriberFactory> factory(KeycloakSession session, String kind) {
    ProviderFactory<EventSubscriber> factory =
        session.getKeycloakSessionFactory().getProviderFactory(EventSubscriber.class, kind);
    return factory instanceof EventSubscriberFactory known ? Optional.of(known) : Optional.empty();
  }

  private static List<String> list(ComponentModel subscriber, String setting) {
    List<String> values = subscriber.getConfig().getList(setting);
    return values == null
        ? List.of()
        : values.stream().filter(value -> value != null && !value.isEmpty()).toList();
  }
}
