package io.ticketgate.keycloak.write;

import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.calls.RoleTakenApart;
import io.ticketgate.keycloak.calls.WrittenHere;
import io.ticketgate.keycloak.write.change.AttemptedChange;
import io.ticketgate.keycloak.write.change.ClosedWorld;
import io.ticketgate.keycloak.write.change.Families;
import io.ticketgate.keycloak.write.change.Forgotten;
import io.ticketgate.keycloak.write.change.GateCarriers;
import io.ticketgate.keycloak.write.change.Rows;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/** Hooks the write gate into Keycloak's own Hibernate session factory. */
public final class WriteListeners {

  private static final Logger LOG = Logger.getLogger(WriteListeners.class);

  private WriteListeners() {}

  /**
   * To be called while a role is deleted that no rule would know by its name alone: created again
   * under this name, it would be unprotected.
   */
  public static void roleForgotten(RealmModel realm, RoleModel role, Mode serverMode) {
    ChangeCollector.note(Forgotten.role(realm.getId(), role.getName()), serverMode);
  }

  /** The same for a client whose credential no rule would know by its name alone. */
  public static void clientForgotten(ClientModel client, Mode serverMode) {
    ChangeCollector.note(
        Forgotten.client(client.getRealm().getId(), client.getId(), client.getClientId()),
        serverMode);
  }

  /**
   * To be called once, when the session factory is up. On a server whose switch is off only the
   * gate's own rules and systems are watched: their bindings outlast the switch.
   */
  public static void register(KeycloakSessionFactory factory, Mode serverMode) {
    ClosedWorld world = new ClosedWorld(ClosedWorld.classification(), model(factory));
    if (!world.missing().isEmpty()) {
      LOG.warnf(
          "This Keycloak has %d tables or columns that the ticket gate does not know; in a realm"
              + " with an enforced rule it refuses what writes them: %s",
          world.missing().size(), String.join(", ", world.missing()));
    }
    if (serverMode == Mode.OFF) {
      ComponentListener components = new ComponentListener(ComponentChanges::expect);
      LoadListener loads = new LoadListener(Families.rows(), world, ComponentChanges::expect);
      register(
          factory,
          registry -> {
            append(registry, components);
            registry.appendListeners(EventType.POST_LOAD, loads);
            registry.appendListeners(EventType.PERSIST, loads);
          });
      return;
    }
    factory.register(event -> removing(event, serverMode));
    Consumer<AttemptedChange> notes = change -> ChangeCollector.note(change, serverMode);
    Rows known = Families.rows();
    RowListener rows = new RowListener(known, world, notes);
    CollectionListener collections = new CollectionListener(known, world, notes);
    Runnable expected = () -> ChangeCollector.expect(serverMode);
    ComponentListener components = new ComponentListener(expected);
    LoadListener loads = new LoadListener(known, world, expected);
    register(
        factory,
        registry -> {
          registry.appendListeners(EventType.PRE_INSERT, rows);
          registry.appendListeners(EventType.PRE_UPDATE, rows);
          registry.appendListeners(EventType.PRE_DELETE, rows);
          append(registry, components);
          registry.appendListeners(EventType.PRE_COLLECTION_UPDATE, collections);
          registry.appendListeners(EventType.PRE_COLLECTION_RECREATE, collections);
          registry.appendListeners(EventType.PRE_COLLECTION_REMOVE, collections);
          registry.appendListeners(EventType.POST_LOAD, loads);
          registry.appendListeners(EventType.PERSIST, loads);
        });
  }

  /** What somebody had of a user, group or role is asked when it is gone. */
  private static void removing(ProviderEvent event, Mode serverMode) {
    if (event instanceof UserModel.UserPreRemovedEvent removed
        && removed.getUser().getServiceAccountClientLink() != null
        && ChangeCollector.hasRules(removed.getRealm())) {
      WrittenHere.in(removed.getKeycloakSession()).removing(removed.getRealm(), removed.getUser());
    } else if (event instanceof GroupModel.GroupRemovedEvent removed
        && ChangeCollector.hasRules(removed.getRealm())) {
      WrittenHere written = WrittenHere.in(removed.getKeycloakSession());
      written.removing(removed.getRealm(), removed.getGroup());
      keepOfBearer(removed.getKeycloakSession(), removed.getGroup().getId());
      ChangeCollector.note(
          GateCarriers.removed(removed.getRealm().getId(), removed.getGroup().getId()), serverMode);
    } else if (event instanceof RoleTakenApart taken) {
      WrittenHere written = WrittenHere.in(taken.session());
      taken.parts().forEach(part -> written.taken(taken.roleId(), part));
      List<String> lost = taken.deleted() ? List.of(taken.roleId()) : taken.parts();
      if (taken.deleted()) {
        keepOfBearer(taken.session(), taken.roleId());
      }
      lost.forEach(
          id -> ChangeCollector.note(GateCarriers.removed(taken.realm().getId(), id), serverMode));
    }
  }

  private static void keepOfBearer(KeycloakSession session, String removedId) {
    UserModel bearer = session.getContext().getUser();
    if (bearer != null) {
      WrittenHere.in(session).keepOf(bearer, removedId);
    }
  }

  private static void append(EventListenerRegistry registry, ComponentListener components) {
    registry.appendListeners(EventType.PRE_INSERT, components);
    registry.appendListeners(EventType.PRE_UPDATE, components);
    registry.appendListeners(EventType.PRE_DELETE, components);
  }

  /** The properties of each entity of the server, by the name of its class, without identifiers. */
  static Map<String, List<String>> model(KeycloakSessionFactory factory) {
    Map<String, List<String>> model = new TreeMap<>();
    hibernate(factory)
        .getMappingMetamodel()
        .forEachEntityDescriptor(
            entity -> model.put(entity.getEntityName(), List.of(entity.getPropertyNames())));
    return model;
  }

  private static void register(
      KeycloakSessionFactory factory, Consumer<EventListenerRegistry> listeners) {
    listeners.accept(hibernate(factory).getEventEngine().getListenerRegistry());
  }

  private static SessionFactoryImplementor hibernate(KeycloakSessionFactory factory) {
    try (KeycloakSession session = factory.create()) {
      return session
          .getProvider(JpaConnectionProvider.class)
          .getEntityManager()
          .getEntityManagerFactory()
          .unwrap(SessionFactoryImplementor.class);
    }
  }
}
