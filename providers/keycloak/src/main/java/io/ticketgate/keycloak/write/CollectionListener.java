package io.ticketgate.keycloak.write;

import io.ticketgate.keycloak.write.change.AttemptedChange;
import io.ticketgate.keycloak.write.change.ClosedWorld;
import io.ticketgate.keycloak.write.change.Rows;
import java.io.Serial;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.PreCollectionRecreateEvent;
import org.hibernate.event.spi.PreCollectionRecreateEventListener;
import org.hibernate.event.spi.PreCollectionRemoveEvent;
import org.hibernate.event.spi.PreCollectionRemoveEventListener;
import org.hibernate.event.spi.PreCollectionUpdateEvent;
import org.hibernate.event.spi.PreCollectionUpdateEventListener;
import org.jspecify.annotations.Nullable;

/**
 * Notes the changes among the collections that Hibernate is about to write: they have no entity of
 * their own, so {@link RowListener} does not see them.
 */
final class CollectionListener
    implements PreCollectionUpdateEventListener,
        PreCollectionRecreateEventListener,
        PreCollectionRemoveEventListener {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Rows rows;
  private final transient ClosedWorld world;
  private final transient Consumer<AttemptedChange> notes;

  CollectionListener(Rows rows, ClosedWorld world, Consumer<AttemptedChange> notes) {
    this.rows = rows;
    this.world = world;
    this.notes = notes;
  }

  @Override
  public void onPreRecreateCollection(PreCollectionRecreateEvent event) {
    note(event);
    noteWhole(event, List.of(), contents(event));
  }

  @Override
  public void onPreUpdateCollection(PreCollectionUpdateEvent event) {
    note(event);
    noteWhole(event, snapshot(event), contents(event));
  }

  /** Keycloak also changes a collection by putting another in its place. */
  @Override
  public void onPreRemoveCollection(PreCollectionRemoveEvent event) {
    noteWhole(event, snapshot(event), List.of());
  }

  private void note(AbstractCollectionEvent event) {
    Object owner = event.getAffectedOwnerOrNull();
    if (owner != null) {
      rows.collection(owner, property(event), () -> added(event), () -> removed(event))
          .forEach(notes);
    }
  }

  private void noteWhole(AbstractCollectionEvent event, List<Object> before, List<Object> after) {
    Object owner = event.getAffectedOwnerOrNull();
    if (owner != null && world.changeable(owner.getClass())) {
      world.collection(owner, property(event), before, after).forEach(notes);
    }
  }

  private static String property(AbstractCollectionEvent event) {
    String role = event.getCollection().getRole();
    return role == null ? "" : role.substring(role.lastIndexOf('.') + 1);
  }

  /** What is in the collection and was not when it was read. */
  private static List<Object> added(AbstractCollectionEvent event) {
    List<Object> added = new ArrayList<>((Collection<?>) event.getCollection());
    if (event instanceof PreCollectionUpdateEvent
        && event.getCollection().getStoredSnapshot() instanceof Map<?, ?> before) {
      added.removeAll(before.keySet());
    }
    return added;
  }

  /** What was in the collection when it was read and is not. */
  private static List<Object> removed(AbstractCollectionEvent event) {
    List<Object> removed = new ArrayList<>(snapshot(event));
    if (!removed.isEmpty()) {
      removed.removeAll(contents(event));
    }
    return removed;
  }

  private static List<Object> contents(AbstractCollectionEvent event) {
    return event.getCollection().wasInitialized() ? items(event.getCollection()) : List.of();
  }

  private static List<Object> snapshot(AbstractCollectionEvent event) {
    return items(event.getCollection().getStoredSnapshot());
  }

  /** The things in a collection; of a map its entries. The snapshot of a set is a map too. */
  private static List<Object> items(@Nullable Object collection) {
    if (collection instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .<Object>map(
              entry ->
                  entry.getValue() == entry.getKey()
                      ? entry.getKey()
                      : new SimpleImmutableEntry<>(entry.getKey(), entry.getValue()))
          .toList();
    }
    return collection instanceof Collection<?> many ? new ArrayList<>(many) : List.of();
  }
}
