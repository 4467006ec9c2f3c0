package io.ticketgate.connectors.http;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;

/** The connections of each configured system. */
final class HttpPools {

  private final Map<String, JsonApi> apis = new ConcurrentHashMap<>();

  JsonApi api(KeycloakSession session, ComponentModel component) {
    return Objects.requireNonNull(apis.get(component.getId()));
  }

  void close(ComponentModel component) {
    apis.remove(component.getId());
  }

  void close() {
    apis.clear();
  }
}
