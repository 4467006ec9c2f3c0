package io.ticketgate.keycloak.write;

import io.ticketgate.keycloak.write.change.AttemptedChange;
import io.ticketgate.keycloak.write.change.Rows;
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

/**
 * Notes the changes among the collections that Hibernate is about to write: they have no entity of
 * their own, so {@link RowListener} does not see them.
 */
final class CollectionListener
    implements PreCollectionUpdateEventListener, PreCollectionRecreateEventListener {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Rows rows;
  private final transient Consumer<AttemptedChange> notes;

  CollectionListener(Rows rows, Consumer<AttemptedChange> notes) {
    this.rows = rows;
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
    if (owner != null) {
      rows.collection(owner, property(event), () -> added(event)).forEach(notes);
    }
  }

  private static String property(AbstractCollectionEvent event) {
    String role = event.getCollection().getRole();
    return role == null ? "" : role.substring(role.lastIndexOf('.') + 1);
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
