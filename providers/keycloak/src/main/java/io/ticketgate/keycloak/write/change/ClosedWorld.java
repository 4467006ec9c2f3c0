package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.classification.Classification;
import io.ticketgate.core.classification.Meaning;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.RealmAttributeEntity;

/**
 * Finds the changes of the trust base among all that Keycloak writes, and whatever nobody has
 * classified: {@code classification.txt} names what is harmless, and no list here what is not.
 * Tables of other extensions are none of its business; they are not Keycloak's privileges.
 *
 * <p>It is asked inside a flush, of every row: what is harmless costs one look into a map.
 */
public final class ClosedWorld {

  private static final String KEYCLOAK = "org.keycloak.";

  private static final Meaning NOTHING_NEW =
      new Meaning(Meaning.Kind.HARMLESS, null, "as good as no attribute");

  /** Hibernate's own, where the identifier of an entity has several parts. */
  private static final String IDENTIFIER = "_identifierMapper";

  private final Classification classification;
  private final Map<String, Watched> watched = new HashMap<>();
  private final List<String> missing;

  /**
   * An entity of which something is trust base, or not classified.
   *
   * @param row the meaning of the row itself; null where a value of the row decides
   */
  private record Watched(String entity, @Nullable Meaning row) {}

  /**
   * @param model the properties of each entity of the server, by the name of its class, identifiers
   *     left out
   */
  public ClosedWorld(Classification classification, Map<String, List<String>> model) {
    this.classification = classification;
    Map<String, List<String>> ofKeycloak = new TreeMap<>();
    model.forEach(
        (type, all) -> {
          if (type.startsWith(KEYCLOAK)) {
            String entity = type.substring(type.lastIndexOf('.') + 1);
            List<String> properties =
                all.stream().filter(property -> !property.equals(IDENTIFIER)).toList();
            ofKeycloak.put(entity, properties);
            watch(type, entity, properties);
          }
        });
    missing = classification.missing(ofKeycloak);
  }

  private void watch(String type, String entity, List<String> properties) {
    boolean byValue = classification.depends(entity, Classification.ROW);
    Meaning row = byValue ? null : classification.of(entity, Classification.ROW);
    if (row == null
        || row.guarded()
        || properties.stream().anyMatch(each -> classification.of(entity, each).guarded())) {
      watched.put(type, new Watched(entity, row));
    }
  }

  /** What the server has and nobody has classified, as {@code Entity.property}, sorted. */
  public List<String> missing() {
    return missing;
  }

  /** The classification that the product comes with. */
  public static Classification classification() {
    try (InputStream in = ClosedWorld.class.getResourceAsStream("classification.txt")) {
      return Classification.parse(
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether an attribute of a realm with this value is as good as none. */
  public static boolean saysNothing(String name, @Nullable String value) {
    return RealmAttributes.sayTheSame(name, null, value);
  }

  /** The changes of the trust base that the writing of a row is; none or one. */
  public List<AttemptedChange> written(RowState state) {
    Watched table = watched.get(state.row().getClass().getName());
    if (table == null) {
      return List.of();
    }
    if (state.before() != null && state.after() != null) {
      return updated(table, state).<List<AttemptedChange>>map(List::of).orElse(List.of());
    }
    Meaning meaning = table.row() == null ? byValue(table.entity(), state) : table.row();
    if (meaning.guarded()) {
      return List.of(change(state.row(), state.after() != null, meaning, what(table, state)));
    }
    return state.before() == null ? unknownOf(table, state) : List.of();
  }

  /**
   * The changes that the writing of a collection is; none or one.
   *
   * @param before what was in it
   * @param after what is in it now
   */
  public List<AttemptedChange> collection(
      Object owner, String property, List<Object> before, List<Object> after) {
    Watched table = watched.get(owner.getClass().getName());
    if (table == null) {
      return List.of();
    }
    Meaning meaning = classification.of(table.entity(), property);
    return meaning.guarded()
        ? List.of(
            new TrustBase.Collected(
                owner, property, before, after, meaning, table.entity() + "." + property))
        : List.of();
  }

  /** A session that has loaded such a row may change it without asking for it again. */
  public boolean changeable(Class<?> entity) {
    return watched.containsKey(entity.getName());
  }

  private Optional<AttemptedChange> updated(Watched table, RowState state) {
    List<@Nullable Object> before = Objects.requireNonNull(state.before());
    List<@Nullable Object> after = Objects.requireNonNull(state.after());
    for (int i = 0; i < before.size(); i++) {
      String property = state.properties().get(i);
      if (after.get(i) instanceof Collection
          || after.get(i) instanceof Map
          || property.equals(IDENTIFIER)) {
        continue; // a collection has events of its own
      }
      Meaning meaning =
          classification.depends(table.entity(), property)
              ? byValue(table.entity(), state)
              : classification.of(table.entity(), property);
      if (meaning.guarded() && !Objects.deepEquals(before.get(i), after.get(i))) {
        return Optional.of(
            change(state.row(), state.after() != null, meaning, table.entity() + "." + property));
      }
    }
    return Optional.empty();
  }

  private static String what(Watched table, RowState state) {
    return state.row() instanceof RealmAttributeEntity attribute
        ? table.entity() + " " + attribute.getName()
        : table.entity();
  }

  /** What a new row says in a column that nobody has classified; its default says nothing. */
  private List<AttemptedChange> unknownOf(Watched table, RowState state) {
    List<@Nullable Object> after = Objects.requireNonNull(state.after());
    for (int i = 0; i < after.size(); i++) {
      String property = state.properties().get(i);
      if (!property.equals(IDENTIFIER)
          && !classification.knows(table.entity(), property)
          && !isDefault(after.get(i))) {
        return List.of(change(state.row(), true, Meaning.NONE, table.entity() + "." + property));
      }
    }
    return List.of();
  }

  private static boolean isDefault(@Nullable Object value) {
    if (value instanceof Boolean flag) {
      return !flag;
    }
    if (value instanceof Number number) {
      return number.longValue() == 0;
    }
    if (value instanceof Collection<?> many) {
      return many.isEmpty();
    }
    return value == null || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  private static AttemptedChange change(Object row, boolean added, Meaning meaning, String what) {
    return row instanceof ComponentConfigEntity setting
        ? new TrustBase.Setting(
            setting.getComponent(), setting.getName(), setting.getValue(), added, meaning, what)
        : new TrustBase.Changed(row, meaning, what);
  }

  private Meaning byValue(String entity, RowState state) {
    if (state.row() instanceof ComponentConfigEntity setting) {
      String name = setting.getName();
      Object was = before(state, "name");
      boolean renamed = was != null && !was.equals(name);
      return !renamed && classification.knowsValue(entity, name)
          ? classification.ofValue(entity, name)
          : classification.ofValue("ComponentEntity", setting.getComponent().getProviderType());
    }
    if (state.row() instanceof ComponentEntity component) {
      Meaning now = classification.ofValue(entity, component.getProviderType());
      Object was = before(state, "providerType");
      Meaning then = was == null ? now : classification.ofValue(entity, was.toString());
      return then.guarded() ? then : now;
    }
    if (state.row() instanceof RealmAttributeEntity attribute) {
      return RealmAttributes.sayTheSame(
              attribute.getName(), then(state, attribute), now(state, attribute))
          ? NOTHING_NEW
          : classification.ofValue(entity, attribute.getName());
    }
    String by = classification.by(entity).orElse("");
    return classification.ofValue(entity, String.valueOf(state.value(by)));
  }

  private static @Nullable String then(RowState state, RealmAttributeEntity attribute) {
    if (state.before() == null) {
      return null;
    }
    Object value = before(state, "value");
    return value == null ? attribute.getValue() : value.toString();
  }

  private static @Nullable String now(RowState state, RealmAttributeEntity attribute) {
    return state.after() == null ? null : attribute.getValue();
  }

  private static @Nullable Object before(RowState state, String property) {
    int index = state.properties().indexOf(property);
    return state.before() == null || index < 0 ? null : state.before().get(index);
  }
}
