package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Selection;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Ends bindings that have run out, in every realm. Claims subjects one at a time: one that another
 * node has claimed is skipped, not waited for.
 */
public final class DueBindings {

  static final String SKIP_LOCKED = "-2";

  /** A subject with something due. */
  public record Due(String realmId, String subjectId) {}

  private final KeycloakSession session;
  private final EntityManager em;

  public DueBindings(KeycloakSession session) {
    this.session = session;
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /**
   * Ends up to {@code max} bindings that have run out, longest ago first, by the index on status
   * and end.
   *
   * @return how many it ended
   */
  public int end(Instant now, int max) {
    Map<String, Set<String>> byRealm = new TreeMap<>();
    em.createQuery(
            "select b.realmId, b.id from TgBinding b where b.status in :live and b.expiresAt <= :now"
                + TicketEnds.NOT_ENDED
                + " order by b.expiresAt, b.id",
            Object[].class)
        .setParameter("live", BindingEnds.LIVE)
        .setParameter("now", now.toEpochMilli())
        .setMaxResults(max)
        .getResultList()
        .forEach(
            row ->
                byRealm
                    .computeIfAbsent((String) row[0], realm -> new HashSet<>())
                    .add((String) row[1]));
    int ended = 0;
    for (Map.Entry<String, Set<String>> due : byRealm.entrySet()) {
      ended +=
          new JpaBindings(session, due.getKey())
              .end(new Selection.These(due.getValue()), Ending.by(EndCause.EXPIRED, now));
    }
    return ended;
  }

  /**
   * Locks the subject for this transaction, unless another transaction holds it. One that has no
   * row to lock, as after a part of the tables was restored, gets it.
   */
  public boolean claim(Due due) {
    String id = RowKey.of(due.realmId(), due.subjectId());
    boolean locked =
        !em.createQuery("select s from TgSubject s where s.id = :id", SubjectEntity.class)
            .setParameter("id", id)
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .setHint("jakarta.persistence.lock.timeout", SKIP_LOCKED)
            .getResultList()
            .isEmpty();
    if (!locked && em.find(SubjectEntity.class, id) == null) {
      new JpaBindings(session, due.realmId()).lockSubject(due.subjectId());
      return true;
    }
    return locked;
  }
}
