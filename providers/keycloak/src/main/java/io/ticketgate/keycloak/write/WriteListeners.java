package io.ticketgate.keycloak.write;

import io.ticketgate.core.Mode;
import io.ticketgate.keycloak.config.GateRule;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.provider.ProviderEvent;

/** Hooks the write gate into Keycloak's own Hibernate session factory. */
public final class WriteListeners {

  private WriteListeners() {}

  /**
   * Keycloak leaves a new name to the flush of the commit, where nothing can be judged and nothing
   * more be written; so it is flushed as soon as it is said.
   */
  private static void writeRename(ProviderEvent event) {
    if (event instanceof RoleModel.RoleNameChangeEvent renamed) {
      flush(renamed.getKeycloakSession(), renamed.getRealm());
    } else if (event instanceof ClientModel.ClientIdChangeEvent renamed) {
      flush(renamed.getKeycloakSession(), renamed.getUpdatedClient().getRealm());
    }
  }

  private static void flush(KeycloakSession session, RealmModel realm) {
    if (realm.getComponentsStream(realm.getId(), GateRule.class.getName()).findAny().isPresent()) {
      session.getProvider(JpaConnectionProvider.class).getEntityManager().flush();
    }
  }

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
    factory.register(WriteListeners::writeRename);
  }
}
