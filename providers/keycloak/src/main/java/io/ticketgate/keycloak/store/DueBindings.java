package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.BindingStatus;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Finds subjects whose bindings have run out, in every realm, and claims them one at a time: a
 * subject that another node has claimed is skipped, not waited for.
 */
public final class DueBindings {

  private static final String SKIP_LOCKED = "-2";

  /** A subject with something due. */
  public record Due(String realmId, String subjectId) {}

  private final EntityManager em;

  public DueBindings(KeycloakSession session) {
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /**
   * Up to {@code max} subjects with a binding that has run out, longest ago first, by the index on
   * status and end.
   *
   * @param skip so many are left out at the front
   */
  public List<Due> due(Instant now, int skip, int max) {
    return em
        .createQuery(
            "select b.realmId, b.subjectId, min(b.expiresAt) from TgBinding b where b.status in :live"
                + " and b.expiresAt <= :now group by b.realmId, b.subjectId order by min(b.expiresAt)",
            Object[].class)
        .setParameter(
            "live",
            EnumSet.of(BindingStatus.AUTHORIZED, BindingStatus.ACTIVE, BindingStatus.SUSPENDED))
        .setParameter("now", now.toEpochMilli())
        .setFirstResult(skip)
        .setMaxResults(max)
        .getResultList()
        .stream()
        .map(row -> new Due((String) row[0], (String) row[1]))
        .toList();
  }

  /** Locks the subject for this transaction, unless another transaction holds it. */
  public boolean claim(Due due) {
    return !em.createQuery("select s from TgSubject s where s.id = :id", SubjectEntity.class)
        .setParameter("id", RowKey.of(due.realmId(), due.subjectId()))
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .setHint("jakarta.persistence.lock.timeout", SKIP_LOCKED)
        .getResultList()
        .isEmpty();
  }
}
