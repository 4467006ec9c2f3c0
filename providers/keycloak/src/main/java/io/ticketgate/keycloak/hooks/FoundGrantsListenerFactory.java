package io.ticketgate.keycloak.hooks;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Sees the requests of administrators in every realm, whichever listeners a realm names: Keycloak
 * makes the listener before it serves the request.
 */
public final class FoundGrantsListenerFactory implements EventListenerProviderFactory {

  @Override
  public EventListenerProvider create(KeycloakSession session) {
    FoundGrantsListener listener = new FoundGrantsListener(session);
    listener.requestBegins();
    return listener;
  }

  @Override
  public boolean isGlobal() {
    return true;
  }

  @Override
  public void init(Config.Scope config) {
    // It has no options.
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    // It needs nothing.
  }

  @Override
  public void close() {
    // It holds nothing.
  }

  @Override
  public String getId() {
    return "ticket-gate";
  }
}
