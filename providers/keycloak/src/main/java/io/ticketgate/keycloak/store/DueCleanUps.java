package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.Selection;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Finds subjects after whose bindings nobody has cleaned up yet, in every realm. */
public final class DueCleanUps {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 10;

  private final EntityManager em;

  /**
   * How much there is to clean up in a realm.
   *
   * @param bindings how many bindings have ended and are not cleaned up
   * @param failing with how many of them that has failed at least once
   */
  public record Backlog(long bindings, long failing) {}

  public DueCleanUps(KeycloakSession session) {
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /**
   * Up to {@code max} subjects that are due: first those that could administer Keycloak, then those
   * waiting longest.
   *
   * @param skip so many are left out at the front
   */
  public List<DueBindings.Due> due(Instant now, int skip, int max) {
    return subjects(
        em.createQuery(
                "select b.realmId, b.subjectId, min(b.cleanUpAt) from TgBinding b where b.cleanUpAt"
                    + " <= :now group by b.realmId, b.subjectId order by max(case when"
                    + " b.administers = true then 1 else 0 end) desc, min(b.cleanUpAt), b.realmId,"
                    + " b.subjectId",
                Object[].class)
            .setParameter("now", now.toEpochMilli())
            .setFirstResult(skip)
            .setMaxResults(max));
  }

  /** Up to {@code max} subjects whose bindings belong to a selection that has ended. */
  public List<DueBindings.Due> of(String realmId, Selection which, int max) {
    return of(realmId, which, "", max);
  }

  /**
   * Of these, up to {@code max} that have not been tried yet and had what Keycloak's Admin API asks
   * for, which honours it until it is gone.
   */
  public List<DueBindings.Due> administering(String realmId, Selection which, int max) {
    return of(realmId, which, "b.cleanUpAt = " + BindingEnds.FIRST + " and ", max);
  }

  private List<DueBindings.Due> of(String realmId, Selection which, String and, int max) {
    Map<String, Object> parameters = new HashMap<>();
    String where = BindingEnds.where(realmId, which, parameters);
    TypedQuery<Object[]> query =
        em.createQuery(
            "select distinct b.realmId, b.subjectId from TgBinding b where b.realmId = :realmId and"
                + " b.cleanUp in :live and "
                + and
                + where
                + " order by b.subjectId",
            Object[].class);
    parameters.forEach(query::setParameter);
    return subjects(
        query
            .setParameter("realmId", realmId)
            .setParameter("live", BindingEnds.LIVE)
            .setMaxResults(max));
  }

  private static List<DueBindings.Due> subjects(TypedQuery<Object[]> query) {
    return query.getResultList().stream()
        .map(row -> new DueBindings.Due((String) row[0], (String) row[1]))
        .toList();
  }

  /**
   * Notes that cleaning up failed: the pause until it is tried again doubles each time.
   *
   * @return whether it failed for the first time
   */
  public boolean failed(DueBindings.Due due, Instant now) {
    Integer tries =
        em.createQuery(
                "select max(b.cleanUpTries) from TgBinding b where b.realmId = :realmId and"
                    + " b.subjectId = :subjectId and b.cleanUp in :live",
                Integer.class)
            .setParameter("realmId", due.realmId())
            .setParameter("subjectId", due.subjectId())
            .setParameter("live", BindingEnds.LIVE)
            .getSingleResult();
    int before = tries == null ? 0 : tries;
    em.createQuery(
            "update TgBinding b set b.cleanUpTries = :tries, b.cleanUpAt = :at where b.realmId ="
                + " :realmId and b.subjectId = :subjectId and b.cleanUp in :live")
        .setParameter("tries", before + 1)
        .setParameter("at", now.plus(pause(before)).toEpochMilli())
        .setParameter("realmId", due.realmId())
        .setParameter("subjectId", due.subjectId())
        .setParameter("live", BindingEnds.LIVE)
        .executeUpdate();
    return before == 0;
  }

  /** For how long to wait after so many failures before this one. */
  static Duration pause(int failures) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** What waits to be cleaned up in a realm. */
  public Backlog backlog(String realmId) {
    Backlog written = backlog(" and b.realmId = :realmId", Map.of("realmId", realmId));
    long unwritten =
        TicketEnds.unwritten(em, realmId).values().stream().mapToLong(Long::longValue).sum();
    return new Backlog(written.bindings() + unwritten, written.failing());
  }

  /** The same in all realms, of ends that their rows say. */
  public Backlog backlog() {
    return backlog("", Map.of());
  }

  private Backlog backlog(String and, Map<String, ?> parameters) {
    TypedQuery<Object[]> query =
        em.createQuery(
            "select count(b), sum(case when b.cleanUpTries > 0 then 1 else 0 end) from TgBinding b"
                + " where b.cleanUpAt > 0"
                + and,
            Object[].class);
    parameters.forEach(query::setParameter);
    Object[] counts = query.getSingleResult();
    Number failing = (Number) counts[1];
    return new Backlog((Long) counts[0], failing == null ? 0 : failing.longValue());
  }
}
