package io.ticketgate.keycloak.write.change;

import jakarta.persistence.EntityManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.jpa.entities.ResourceServerEntity;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.RealmEntity;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * The realm that a row belongs to, whatever kind of row it is, also of a kind that nobody has
 * classified: by its own realm, or by that of what it is a part of.
 */
final class RealmOf {

  /** How rows name what they are a part of. */
  private static final List<String> OWNERS =
      List.of(
          "getClient",
          "getClientScope",
          "getUser",
          "getGroup",
          "getRole",
          "getComponent",
          "getOrganization",
          "getResourceServer",
          "getResource",
          "getPolicy",
          "getParentFlow");

  private static final int DEPTH = 4;

  private RealmOf() {}

  /**
   * May read entities, so not to be called inside a flush.
   *
   * @return the id of the realm. A row that says nothing of a realm, or belongs to a client that is
   *     gone, counts as one of the realm that the session works in; empty where that is none
   */
  static String row(Object row) {
    return of(row, DEPTH).orElseGet(RealmOf::ofSession);
  }

  private static Optional<String> of(Object row, int depth) {
    if (row instanceof RealmEntity realm) {
      return Optional.of(realm.getId());
    }
    if (row instanceof ResourceServerEntity server) {
      return ofClient(server.getId());
    }
    Object realm = value(row, "getRealm");
    if (realm instanceof RealmEntity entity) {
      return Optional.of(entity.getId());
    }
    if (realm instanceof String id) {
      return Optional.of(id);
    }
    if (value(row, "getRealmId") instanceof String id) {
      return Optional.of(id);
    }
    return depth == 0
        ? Optional.empty()
        : OWNERS.stream()
            .map(owner -> value(row, owner))
            .filter(owner -> owner != null && !(owner instanceof String))
            .findFirst()
            .flatMap(owner -> of(owner, depth - 1));
  }

  private static Optional<String> ofClient(String uuid) {
    return Optional.ofNullable(entityManager().find(ClientEntity.class, uuid))
        .map(ClientEntity::getRealmId);
  }

  private static String ofSession() {
    RealmModel realm = session().getContext().getRealm();
    return realm == null ? "" : realm.getId();
  }

  private static EntityManager entityManager() {
    return session().getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  private static KeycloakSession session() {
    return KeycloakSessionUtil.getKeycloakSession();
  }

  private static @Nullable Object value(Object row, String getter) {
    try {
      Method method = row.getClass().getMethod(getter);
      return method.invoke(row);
    } catch (NoSuchMethodException e) {
      return null;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("The realm of a row cannot be read", e);
    }
  }
}
