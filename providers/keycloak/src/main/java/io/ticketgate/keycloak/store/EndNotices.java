package io.ticketgate.keycloak.store;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Which bindings' ends are to be announced, and when. A row is planned with the step that gives a
 * binding its end, and is gone once the end was announced; a binding that has ended before leaves a
 * row that is found out when it is due.
 */
public final class EndNotices {

  private final EntityManager em;

  public EndNotices(KeycloakSession session) {
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /** A binding whose end is to be announced. */
  public record Due(String realmId, String bindingId) {}

  /** Plans to announce the end of a binding, at another time than before if it was planned. */
  public void plan(String realmId, String bindingId, Instant at) {
    int moved =
        em.createQuery("update TgEndNotice n set n.dueAt = :at where n.id = :id")
            .setParameter("at", at.toEpochMilli())
            .setParameter("id", bindingId)
            .executeUpdate();
    if (moved == 0) {
      EndNoticeEntity row = new EndNoticeEntity();
      row.id = bindingId;
      row.realmId = realmId;
      row.dueAt = at.toEpochMilli();
      NewRow.insertMissing(em, row);
    }
  }

  /** What is due, longest first. */
  public List<Due> due(Instant now, int max) {
    return em
        .createQuery(
            "select n.realmId, n.id from TgEndNotice n where n.dueAt <= :now order by n.dueAt, n.id",
            Object[].class)
        .setParameter("now", now.toEpochMilli())
        .setMaxResults(max)
        .getResultList()
        .stream()
        .map(row -> new Due((String) row[0], (String) row[1]))
        .toList();
  }

  /**
   * Takes one that is due, for the transaction that announces it.
   *
   * @return false when another node was first, or when it is due later now
   */
  public boolean take(Due due, Instant now) {
    return em.createQuery("delete from TgEndNotice n where n.id = :id and n.dueAt <= :now")
            .setParameter("id", due.bindingId())
            .setParameter("now", now.toEpochMilli())
            .executeUpdate()
        == 1;
  }
}
