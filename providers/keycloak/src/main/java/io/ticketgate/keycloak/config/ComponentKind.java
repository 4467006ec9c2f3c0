package io.ticketgate.keycloak.config;

import io.ticketgate.core.event.EventType;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.ItsmConnector;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of components that are the gate's. */
public enum ComponentKind {
  RULE(GateRule.class, "rules", EventType.RULE_CHANGED),
  SYSTEM(ItsmConnector.class, "systems", EventType.SYSTEM_CHANGED),
  SUBSCRIBER(EventSubscriber.class, "subscribers", EventType.SUBSCRIBER_CHANGED);

  private final String providerType;
  private final String collection;
  private final EventType event;

  ComponentKind(Class<?> provider, String collection, EventType event) {
    this.providerType = provider.getName();
    this.collection = collection;
    this.event = event;
  }

  /** The kind of a component; empty for one of Keycloak or of another extension. */
  public static Optional<ComponentKind> of(@Nullable String providerType) {
    return Arrays.stream(values())
        .filter(kind -> kind.providerType.equals(providerType))
        .findFirst();
  }

  /** Its path below the admin resource. */
  public String collection() {
    return collection;
  }

  /** The type of the event that one was changed. */
  public EventType event() {
    return event;
  }
}
