package io.ticketgate.keycloak.store;

import io.ticketgate.keycloak.calls.Jobs;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Reads and locks rows of the gate's tables, and of Keycloak's where a decision rests on them.
 *
 * <p>Rows are locked by their primary key, and only where they exist. MariaDB, on its default
 * isolation of REPEATABLE READ, locks the gaps around whatever else a locking read looks at, and
 * two grants of different people would wait for each other's gap. For the same reason a plain read
 * there sees the past: what was committed during a lock wait is read in a transaction of its own.
 *
 * <p>No entity stays in the persistence context: it belongs to Keycloak's session, which may live
 * through a lock wait, and what was read before the wait is not what another transaction committed
 * meanwhile.
 */
final class Rows {

  private static final String HELD = Rows.class.getName() + ".held";

  private final KeycloakSession session;

  Rows(KeycloakSession session) {
    this.session = session;
  }

  EntityManager em() {
    return session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /** The row as last committed, locked until the transaction ends; null when there is none. */
  <E> @Nullable E lock(Class<E> type, Object id) {
    return detached(em().find(type, id, LockModeType.PESSIMISTIC_WRITE));
  }

  /** As {@link #lock}, making the row first where there is none. */
  <E> E lockOrCreate(Class<E> type, String id, Supplier<E> empty) {
    E row = readsThePast() && find(type, id) == null ? null : lock(type, id);
    if (row == null) {
      NewRow.insertMissing(em(), empty.get());
      row = lock(type, id);
    }
    if (row == null) {
      throw new IllegalStateException("The row to lock in " + type.getSimpleName() + " is gone.");
    }
    return row;
  }

  /**
   * What a query finds in what was last committed, without a lock. Where plain reads see the past,
   * rows that this transaction has written come in addition, and may be there in both versions.
   */
  <E> List<E> committed(Class<E> type, String jpql, Map<String, ?> parameters) {
    Set<E> found = new LinkedHashSet<>(list(type, jpql, parameters));
    if (readsThePast()) {
      found.addAll(apart(own -> own.list(type, jpql, parameters)));
    }
    return List.copyOf(found);
  }

  /**
   * The rows of those ids, as last committed or written here. The caller holds the lock that guards
   * them.
   *
   * @param from the rows, called {@code b}: a query from its "from" on
   */
  <E> List<E> current(Class<E> type, String from, Map<String, ?> parameters) {
    if (!readsThePast()) {
      return list(type, "select b " + from, parameters);
    }
    List<E> rows = new ArrayList<>();
    for (String id : committed(String.class, "select b.id " + from, parameters)) {
      E row = lock(type, id);
      if (row != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** Returns whether a plain read may miss what was committed since the transaction began. */
  boolean readsThePast() {
    return SnapshotReads.on(session);
  }

  /** Returns whether this session holds the lock on that row. */
  boolean holds(String id) {
    return locks().containsKey(id);
  }

  /** Returns whether a session holds any lock of the gate. */
  static boolean holdsAny(KeycloakSession session) {
    return !new Rows(session).locks().isEmpty();
  }

  /** Notes that this session holds the lock on that row, until its transaction ends. */
  void held(String id) {
    locks().putIfAbsent(id, Optional.empty());
  }

  /**
   * What was read under a lock that is held; nobody else can have changed it since. Empty when
   * nothing was read, or it was changed here.
   */
  @SuppressWarnings("unchecked") // one row is read as one type
  <T> Optional<T> readUnder(String id) {
    return (Optional<T>) locks().getOrDefault(id, Optional.empty());
  }

  /** Notes what was read under a lock, or with empty that it was changed here. */
  void readUnder(String id, Optional<?> read) {
    locks().computeIfPresent(id, (key, before) -> read);
  }

  /** Brings what was read under locks up to what a statement here has changed. */
  void changeReads(UnaryOperator<Object> change) {
    locks().replaceAll((key, before) -> before.map(change));
  }

  /** Forgets what was read under locks: a statement here has changed an unknown part of it. */
  void forgetReads() {
    locks().replaceAll((key, before) -> Optional.empty());
  }

  /** Kept by the session and not by this object: one that writes must be seen by one that read. */
  @SuppressWarnings("unchecked") // an attribute of our own
  private Map<String, Optional<?>> locks() {
    Map<String, Optional<?>> locks = session.getAttribute(HELD, Map.class);
    if (locks == null) {
      locks = new HashMap<>();
      session.setAttribute(HELD, locks);
    }
    return locks;
  }

  /**
   * A condition: a column has one of some values. One value stands alone, since Hibernate
   * translates a query with a list of parameters anew each time.
   *
   * @param parameters takes in what the condition needs, as {@code ids}
   */
  static String among(String column, Collection<String> values, Map<String, Object> parameters) {
    boolean one = values.size() == 1;
    parameters.put("ids", one ? values.iterator().next() : values);
    return column + (one ? " = :ids" : " in :ids");
  }

  void insert(Object row) {
    em().persist(row);
    em().flush();
    em().detach(row);
  }

  <E> @Nullable E find(Class<E> type, Object id) {
    return detached(em().find(type, id));
  }

  <E> @Nullable E detached(@Nullable E row) {
    if (row != null) {
      em().detach(row);
    }
    return row;
  }

  private <E> List<E> list(Class<E> type, String jpql, Map<String, ?> parameters) {
    TypedQuery<E> query = em().createQuery(jpql, type);
    parameters.forEach(query::setParameter);
    List<E> found = query.getResultList();
    if (type != String.class && type != Object[].class) {
      found.forEach(em()::detach);
    }
    return found;
  }

  private <T> T apart(Function<Rows, T> work) {
    return Jobs.call(session.getKeycloakSessionFactory(), own -> work.apply(new Rows(own)));
  }
}
