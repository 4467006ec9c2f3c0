package io.ticketgate.keycloak.write.change;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are changes: a table from the class of an entity to the families that make a change of
 * it. A class is known by its name, since not every version of Keycloak has each of them, and what
 * is derived from a known class is known too.
 *
 * <p>It is asked inside a flush: what makes the changes must not ask the database anything.
 */
public final class Rows {

  /** Makes a change of a row; null when it is none. */
  @FunctionalInterface
  interface OfRow<E> {
    @Nullable AttemptedChange of(E row);
  }

  /** Makes a change of a row that is updated; null when it is none. */
  @FunctionalInterface
  interface OfUpdate<E> {
    @Nullable AttemptedChange of(E row, Update update);
  }

  /** Makes a change of what a collection has got in addition, or lost; null when it is none. */
  @FunctionalInterface
  interface OfItem<E> {
    @Nullable AttemptedChange of(E owner, Object item);
  }

  /** The values of a row before and after an update. */
  public interface Update {

    /** The value in the database; null for none, or where it is not known. */
    @Nullable Object before(String property);

    /** The value to be written. */
    @Nullable Object after(String property);

    /** Returns whether the property gets another value. */
    default boolean changes(String property) {
      return !Objects.equals(before(property), after(property));
    }

    /** The old value of a text property that gets another one; null where it does not. */
    default @Nullable String replaced(String property) {
      return changes(property) && before(property) instanceof String old ? old : null;
    }
  }

  private final Map<String, List<OfRow<Object>>> inserted = new HashMap<>();
  private final Map<String, List<OfUpdate<Object>>> updated = new HashMap<>();
  private final Map<String, List<OfRow<Object>>> deleted = new HashMap<>();
  private final Map<String, List<OfRow<Object>>> collections = new HashMap<>();
  private final Map<String, List<OfItem<Object>>> items = new HashMap<>();
  private final Map<String, List<OfItem<Object>>> takenOut = new HashMap<>();
  private final Set<String> changeable = new HashSet<>();

  <E> void inserted(Class<E> entity, OfRow<? super E> change) {
    add(inserted, entity.getName(), row -> change.of(entity.cast(row)));
  }

  /** The same for an entity that not every version has. */
  void inserted(String entity, OfRow<Object> change) {
    add(inserted, entity, change);
  }

  <E> void updated(Class<E> entity, OfUpdate<? super E> change) {
    changeable.add(entity.getName());
    add(updated, entity.getName(), (row, update) -> change.of(entity.cast(row), update));
  }

  <E> void deleted(Class<E> entity, OfRow<? super E> change) {
    add(deleted, entity.getName(), row -> change.of(entity.cast(row)));
  }

  /** Inserted, updated or deleted. */
  <E> void written(Class<E> entity, OfRow<? super E> change) {
    inserted(entity, change);
    updated(entity, (row, update) -> change.of(row));
    deleted(entity, change);
  }

  /** Any collection of the owner, whatever is in it. */
  <E> void collections(Class<E> owner, OfRow<? super E> change) {
    changeable.add(owner.getName());
    add(collections, owner.getName(), row -> change.of(owner.cast(row)));
  }

  /** One collection of the owner, whatever is in it. */
  <E> void changed(Class<E> owner, String property, OfRow<? super E> change) {
    changeable.add(owner.getName());
    add(collections, key(owner, property), row -> change.of(owner.cast(row)));
  }

  /** Each thing that one collection of the owner has got in addition. */
  <E> void added(Class<E> owner, String property, OfItem<? super E> change) {
    changeable.add(owner.getName());
    add(items, key(owner, property), (row, item) -> change.of(owner.cast(row), item));
  }

  /** Each thing that one collection of the owner has lost. */
  <E> void removed(Class<E> owner, String property, OfItem<? super E> change) {
    changeable.add(owner.getName());
    add(takenOut, key(owner, property), (row, item) -> change.of(owner.cast(row), item));
  }

  private static <M> void add(Map<String, List<M>> table, String key, M maker) {
    table.computeIfAbsent(key, each -> new ArrayList<>()).add(maker);
  }

  /** The changes that the insertion of a row is. */
  public List<AttemptedChange> inserted(Object row) {
    return changes(inserted, row);
  }

  /** The changes that the deletion of a row is. */
  public List<AttemptedChange> deleted(Object row) {
    return changes(deleted, row);
  }

  /** The changes that the update of a row is. */
  public List<AttemptedChange> updated(Object row, Update update) {
    List<AttemptedChange> changes = new ArrayList<>();
    for (Class<?> type = row.getClass(); type != null; type = type.getSuperclass()) {
      for (OfUpdate<Object> maker : updated.getOrDefault(type.getName(), List.of())) {
        add(maker.of(row, update), changes);
      }
    }
    return changes;
  }

  /**
   * The changes that the writing of a collection is.
   *
   * @param property the name of the collection in its owner
   * @param added tells what is in it and was not; asked where it matters, since a map cannot say
   * @param removed tells what was in it and is not, likewise
   */
  public List<AttemptedChange> collection(
      Object owner, String property, Supplier<List<Object>> added, Supplier<List<Object>> removed) {
    List<AttemptedChange> changes = changes(collections, owner);
    for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
      for (OfItem<Object> maker : items.getOrDefault(key(type, property), List.of())) {
        added.get().forEach(item -> add(maker.of(owner, item), changes));
      }
      for (OfItem<Object> maker : takenOut.getOrDefault(key(type, property), List.of())) {
        removed.get().forEach(item -> add(maker.of(owner, item), changes));
      }
      for (OfRow<Object> maker : collections.getOrDefault(key(type, property), List.of())) {
        add(maker.of(owner), changes);
      }
    }
    return changes;
  }

  /**
   * Returns whether a session that has loaded such a row may change it without asking for it again.
   */
  public boolean changeable(Class<?> entity) {
    return changeable.contains(entity.getName());
  }

  private static List<AttemptedChange> changes(Map<String, List<OfRow<Object>>> table, Object row) {
    List<AttemptedChange> changes = new ArrayList<>();
    for (Class<?> type = row.getClass(); type != null; type = type.getSuperclass()) {
      for (OfRow<Object> maker : table.getOrDefault(type.getName(), List.of())) {
        add(maker.of(row), changes);
      }
    }
    return changes;
  }

  private static void add(@Nullable AttemptedChange change, List<AttemptedChange> changes) {
    if (change != null) {
      changes.add(change);
    }
  }

  private static String key(Class<?> owner, String property) {
    return owner.getName() + '.' + property;
  }
}
