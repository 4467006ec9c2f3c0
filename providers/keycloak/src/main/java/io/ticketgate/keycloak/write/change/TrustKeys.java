package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.classification.TrustRound.Key;
import io.ticketgate.keycloak.store.TrustedRows;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.hibernate.Hibernate;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.RealmAttributeEntity;

/** By what a row of the trust base is known: the same to the gate and to the reconciler. */
public final class TrustKeys {

  /** How rows name themselves, the first that there is. */
  private static final List<String> NAMES = List.of("getId", "getInternalId", "getLocale");

  private TrustKeys() {}

  /** The key of a row; a setting of a component is a part of the component. */
  public static Key of(Object row) {
    if (row instanceof ComponentConfigEntity setting) {
      return new Key(
          ComponentEntity.class.getSimpleName(), TrustedRows.cut(setting.getComponent().getId()));
    }
    String name = row instanceof RealmAttributeEntity attribute ? attribute.getName() : name(row);
    return new Key(Hibernate.getClass(row).getSimpleName(), TrustedRows.cut(name));
  }

  private static String name(Object row) {
    for (String getter : NAMES) {
      try {
        Object name = row.getClass().getMethod(getter).invoke(row);
        if (name instanceof String text) {
          return text;
        }
      } catch (NoSuchMethodException another) {
        // a row of another kind
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("The id of a row cannot be read", e);
      }
    }
    return "";
  }
}
