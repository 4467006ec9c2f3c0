package io.ticketgate.keycloak.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Reads and locks rows of the gate's tables.
 *
 * <p>No entity stays in the persistence context: it belongs to Keycloak's session, which may live
 * through a lock wait, and what was read before the wait is not what another transaction committed
 * meanwhile.
 */
final class Rows {

  private final KeycloakSession session;

  Rows(KeycloakSession session) {
    this.session = session;
  }

  EntityManager em() {
    return session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /** The row as last committed, locked until the transaction ends; null when there is none. */
  <E> @Nullable E lock(Class<E> type, String id) {
    return detached(em().find(type, id, LockModeType.PESSIMISTIC_WRITE));
  }

  /** As {@link #lock}, making the row first where there is none. */
  <E> E lockOrCreate(Class<E> type, String id, Supplier<E> empty) {
    E row = lock(type, id);
    if (row == null) {
      create(type, id, empty);
      row = lock(type, id);
    }
    if (row == null) {
      throw new IllegalStateException("The row to lock in " + type.getSimpleName() + " is gone.");
    }
    return row;
  }

  /**
   * In a transaction of its own: a duplicate key would spoil the caller's (PostgreSQL aborts it).
   */
  private <E> void create(Class<E> type, String id, Supplier<E> empty) {
    try {
      KeycloakModelUtils.runJobInTransaction(
          session.getKeycloakSessionFactory(), own -> new Rows(own).insert(empty.get()));
    } catch (RuntimeException perhapsDuplicate) {
      if (em().find(type, id) == null) {
        throw perhapsDuplicate;
      }
      detached(em().find(type, id));
    }
  }

  void insert(Object row) {
    em().persist(row);
    em().flush();
    em().detach(row);
  }

  <E> @Nullable E find(Class<E> type, String id) {
    return detached(em().find(type, id));
  }

  <E> @Nullable E detached(@Nullable E row) {
    if (row != null) {
      em().detach(row);
    }
    return row;
  }
}
