package io.ticketgate.keycloak.write;

import java.io.Serial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.PreCollectionRecreateEvent;
import org.hibernate.event.spi.PreCollectionRecreateEventListener;
import org.hibernate.event.spi.PreCollectionUpdateEvent;
import org.hibernate.event.spi.PreCollectionUpdateEventListener;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.ClientScopeEntity;
import org.keycloak.models.jpa.entities.IdentityProviderMapperEntity;
import org.keycloak.models.jpa.entities.ProtocolMapperEntity;
import org.keycloak.models.jpa.entities.RealmEntity;
import org.keycloak.models.jpa.entities.RoleEntity;

/**
 * Turns what Hibernate is about to write of collections into {@link AttemptedChange}s: they have no
 * entity of their own, so {@link PreWriteListener} does not see them.
 */
final class CollectionListener
    implements PreCollectionUpdateEventListener, PreCollectionRecreateEventListener {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Consumer<AttemptedChange> notes;

  CollectionListener(Consumer<AttemptedChange> notes) {
    this.notes = notes;
  }

  @Override
  public void onPreRecreateCollection(PreCollectionRecreateEvent event) {
    note(event);
  }

  @Override
  public void onPreUpdateCollection(PreCollectionUpdateEvent event) {
    note(event);
  }

  private void note(AbstractCollectionEvent event) {
    Object owner = event.getAffectedOwnerOrNull();
    String role = event.getCollection().getRole();
    String property = role == null ? "" : role.substring(role.lastIndexOf('.') + 1);
    if (owner instanceof ProtocolMapperEntity mapper) {
      notes.accept(new AttemptedChange.TokenMapperWritten(mapper));
    } else if (owner instanceof IdentityProviderMapperEntity mapper) {
      notes.accept(new AttemptedChange.LoginMapperWritten(mapper));
    } else if (owner instanceof ClientEntity client && property.equals("scopeMappingIds")) {
      noteWidened(client.getRealmId(), client.getId(), event);
    } else if (owner instanceof ClientScopeEntity scope && property.equals("scopeMappingIds")) {
      noteWidened(scope.getRealmId(), scope.getId(), event);
    } else if (owner instanceof RealmEntity realm && property.equals("defaultGroupIds")) {
      added(event)
          .forEach(
              groupId ->
                  notes.accept(
                      new AttemptedChange.DefaultGroupAdded(realm.getId(), (String) groupId)));
    } else if (owner instanceof RoleEntity composite && property.equals("compositeRoles")) {
      // Keycloak before 26.5; later it is an entity.
      added(event)
          .forEach(
              child ->
                  notes.accept(
                      new AttemptedChange.CompositeAdded(composite, ((RoleEntity) child).getId())));
    }
  }

  private void noteWidened(String realmId, String where, AbstractCollectionEvent event) {
    added(event)
        .forEach(
            roleId ->
                notes.accept(new AttemptedChange.ScopeWidened(realmId, where, (String) roleId)));
  }

  /** What is in the collection and was not when it was read. */
  private static List<Object> added(AbstractCollectionEvent event) {
    PersistentCollection<?> collection = event.getCollection();
    List<Object> added = new ArrayList<>((Collection<?>) collection);
    if (event instanceof PreCollectionUpdateEvent
        && collection.getStoredSnapshot() instanceof Map<?, ?> before) {
      added.removeAll(before.keySet());
    }
    return added;
  }
}
