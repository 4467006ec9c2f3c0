package io.ticketgate.keycloak.write;

import io.ticketgate.core.Mode;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Hooks the write gate into Keycloak's own Hibernate session factory. */
public final class WriteListeners {

  private WriteListeners() {}

  /**
   * To be called once, when the session factory is up; a server whose switch is off is left as it
   * is.
   */
  public static void register(KeycloakSessionFactory factory, Mode serverMode) {
    if (serverMode == Mode.OFF) {
      return;
    }
    PreWriteListener listener =
        new PreWriteListener(change -> ChangeCollector.note(change, serverMode));
    try (KeycloakSession session = factory.create()) {
      EventListenerRegistry registry =
          session
              .getProvider(JpaConnectionProvider.class)
              .getEntityManager()
              .getEntityManagerFactory()
              .unwrap(SessionFactoryImplementor.class)
              .getEventEngine()
              .getListenerRegistry();
      registry.appendListeners(EventType.PRE_INSERT, listener);
      registry.appendListeners(EventType.PRE_UPDATE, listener);
      registry.appendListeners(EventType.PRE_DELETE, listener);
    }
  }
}
