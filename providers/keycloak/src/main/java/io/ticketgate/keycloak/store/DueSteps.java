package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Bindings of every realm that somebody has not reviewed in time, is to be reminded of, or has not
 * used for too long, and those that are to start. Each is found by an index, so that what is not
 * due costs nothing.
 */
public final class DueSteps {

  /** What is due. */
  public enum Kind {
    /** A review is to be reminded of, or is overdue: of emergency grants also when they ended. */
    REVIEW("b.reviewNextAt", ScheduleColumns.AWAITED),
    DORMANT("b.dormantAt", " and b.status in :live"),
    /** The gate is to give what is authorised. */
    START("b.startsAt", " and b.status in :live");

    private final String column;
    private final String condition;

    Kind(String column, String further) {
      this.column = column;
      this.condition = column + " <= :now" + further + TicketEnds.NOT_ENDED;
    }

    private Set<BindingStatus> statuses() {
      return switch (this) {
        case DORMANT -> Set.of(BindingStatus.ACTIVE);
        case START -> Set.of(BindingStatus.AUTHORIZED);
        case REVIEW -> BindingEnds.LIVE;
      };
    }
  }

  private final KeycloakSession session;
  private final EntityManager em;

  public DueSteps(KeycloakSession session) {
    this.session = session;
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /**
   * The ids of up to {@code max} bindings that are due, longest ago first, by the id of the realm.
   *
   * @param skip how many of the first to leave out, which cannot be seen to now
   */
  public Map<String, Set<String>> due(Kind kind, Instant now, int skip, int max) {
    Map<String, Set<String>> byRealm = new TreeMap<>();
    em.createQuery(
            "select b.realmId, b.id from TgBinding b where "
                + kind.condition
                + " order by "
                + kind.column
                + ", b.id",
            Object[].class)
        .setParameter("live", kind.statuses())
        .setParameter("now", now.toEpochMilli())
        .setFirstResult(skip)
        .setMaxResults(max)
        .getResultList()
        .forEach(
            row ->
                byRealm
                    .computeIfAbsent((String) row[0], realm -> new LinkedHashSet<>())
                    .add((String) row[1]));
    return byRealm;
  }

  /** Those of these bindings of a realm that are still due, read without a lock. */
  public List<Binding> stillDue(Kind kind, String realmId, Collection<String> ids, Instant now) {
    Rows rows = new Rows(session);
    return em
        .createQuery(
            "select b from TgBinding b where b.realmId = :realmId and b.id in :ids and "
                + kind.condition
                + " order by b.id",
            BindingEntity.class)
        .setParameter("realmId", realmId)
        .setParameter("ids", ids)
        .setParameter("live", kind.statuses())
        .setParameter("now", now.toEpochMilli())
        .getResultList()
        .stream()
        .map(rows::detached)
        .map(BindingMapper::binding)
        .toList();
  }

  /**
   * Somebody is reminded of a review: what comes next of it is that it is overdue.
   *
   * @return false when another node has done so first
   */
  public boolean reminded(String bindingId, Instant now) {
    return em.createQuery(
                "update TgBinding b set b.reviewNextAt = b.reviewDueAt where b.id = :id and"
                    + " b.reviewNextAt <= :now and b.reviewDueAt > :now")
            .setParameter("id", bindingId)
            .setParameter("now", now.toEpochMilli())
            .executeUpdate()
        > 0;
  }

  /**
   * Nobody is told that it is dormant any more, until it is due again.
   *
   * @return false when another node has done so first
   */
  public boolean told(String bindingId, Instant now) {
    return em.createQuery(
                "update TgBinding b set b.dormantAt = null where b.id = :id and b.dormantAt <="
                    + " :now")
            .setParameter("id", bindingId)
            .setParameter("now", now.toEpochMilli())
            .executeUpdate()
        > 0;
  }

  /** Nobody can review, start or use what is left of a realm that is gone. */
  public void forgetRealm(String realmId) {
    em.createQuery(
            "update TgBinding b set b.reviewNextAt = null, b.reviewDueAt = null, b.startsAt = null,"
                + " b.dormantAt = null where b.realmId = :realmId and (b.reviewNextAt is not null or"
                + " b.startsAt is not null or b.dormantAt is not null)")
        .setParameter("realmId", realmId)
        .executeUpdate();
  }

  /** A rule has come to allow more time without use. */
  public void dormantLater(String bindingId, Duration after, Instant at, Instant now) {
    em.createQuery(
            "update TgBinding b set b.dormantAfter = :after, b.dormantAt = :at where b.id = :id and"
                + " b.dormantAt <= :now")
        .setParameter("after", after.toMillis())
        .setParameter("at", at.toEpochMilli())
        .setParameter("id", bindingId)
        .setParameter("now", now.toEpochMilli())
        .executeUpdate();
  }
}
