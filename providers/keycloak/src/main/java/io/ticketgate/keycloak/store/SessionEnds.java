package io.ticketgate.keycloak.store;

import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Sessions that are to end. Keycloak stores its sessions after the transaction, so a row here says
 * what is to be done until it is done: it commits with the loss of the role, and a node that dies
 * loses none.
 */
public final class SessionEnds {

  /** What has just been committed is worked on at once by the node that did; later by any. */
  private static final Duration HEAD_START = Duration.ofSeconds(20);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 7;

  private final KeycloakSession session;
  private final Rows rows;

  /**
   * What is to end.
   *
   * @param lost ids of the roles that the user has lost; null for every session of the user
   * @param ended whether the sessions have ended, and only logouts are left
   * @param logouts the logouts to send, as the caller wrote them; null for none
   * @param tries how often it has failed
   */
  public record Due(
      String id,
      String realmId,
      String userId,
      @Nullable Set<String> lost,
      boolean ended,
      @Nullable String logouts,
      int tries) {}

  public SessionEnds(KeycloakSession session) {
    this.session = session;
    this.rows = new Rows(session);
  }

  /**
   * Ends sessions of a user after the commit.
   *
   * @param lost ids of the roles that the user has lost; null for every session
   */
  public void add(String realmId, String userId, @Nullable Set<String> lost, Instant now) {
    SessionEndEntity row = new SessionEndEntity();
    row.id = KeycloakModelUtils.generateId();
    row.realmId = realmId;
    row.userId = userId;
    row.roleIds = lost == null ? null : TicketJson.writeNames(List.copyOf(lost));
    row.dueAt = now.plus(HEAD_START).toEpochMilli();
    rows.insert(row);
    BindingChanges.sessionsEnd(session, due(row));
  }

  /** Those rows that are still there. */
  public List<Due> these(Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return rows.em()
        .createQuery(
            "select e from TgSessionEnd e where e.id in :ids order by e.id", SessionEndEntity.class)
        .setParameter("ids", ids)
        .getResultStream()
        .map(rows::detached)
        .map(SessionEnds::due)
        .toList();
  }

  /**
   * Ids of those that are due, the oldest first.
   *
   * @param ended whether those whose sessions have ended, and wait for their logouts
   */
  public List<String> due(boolean ended, Instant now, int max) {
    return rows.em()
        .createQuery(
            "select e.id from TgSessionEnd e where e.ended = :ended and e.dueAt <= :now order by"
                + " e.dueAt, e.id",
            String.class)
        .setParameter("ended", ended)
        .setParameter("now", now.toEpochMilli())
        .setMaxResults(max)
        .getResultList();
  }

  /** Ids of those of one user whose sessions have not ended. */
  public List<String> of(String realmId, String userId) {
    return rows.em()
        .createQuery(
            "select e.id from TgSessionEnd e where e.realmId = :realmId and e.userId = :userId and"
                + " e.ended = false",
            String.class)
        .setParameter("realmId", realmId)
        .setParameter("userId", userId)
        .getResultList();
  }

  /**
   * Takes one of those that are due for this node.
   *
   * @return false when another node has taken it
   */
  public boolean claim(String id, Instant now) {
    return rows.em()
            .createQuery(
                "update TgSessionEnd e set e.dueAt = :later where e.id = :id and e.dueAt <= :now")
            .setParameter("later", now.plus(HEAD_START.multipliedBy(2)).toEpochMilli())
            .setParameter("now", now.toEpochMilli())
            .setParameter("id", id)
            .executeUpdate()
        == 1;
  }

  /** Writes the logouts that are to follow; null for none. */
  public void logouts(String id, @Nullable String logouts) {
    rows.em()
        .createQuery("update TgSessionEnd e set e.logouts = :logouts where e.id = :id")
        .setParameter("logouts", logouts)
        .setParameter("id", id)
        .executeUpdate();
  }

  /** The sessions have ended: what has logouts stays for them, what has none is done. */
  public void sessionsEnded(Collection<String> ids, Instant now) {
    Map<String, Object> parameters = new HashMap<>();
    String these = Rows.among("e.id", ids, parameters);
    Query delete =
        rows.em().createQuery("delete from TgSessionEnd e where e.logouts is null and " + these);
    parameters.forEach(delete::setParameter);
    if (delete.executeUpdate() == ids.size()) {
      return;
    }
    Query update =
        rows.em()
            .createQuery(
                "update TgSessionEnd e set e.ended = true, e.tries = 0, e.dueAt = :now where "
                    + these);
    parameters.forEach(update::setParameter);
    update.setParameter("now", now.toEpochMilli()).executeUpdate();
  }

  /** It is done. */
  public void done(String id) {
    rows.em()
        .createQuery("delete from TgSessionEnd e where e.id = :id")
        .setParameter("id", id)
        .executeUpdate();
  }

  /** It has failed: the pause until it is tried again doubles each time. */
  public void failed(Due due, Instant now) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(due.tries(), MOST_DOUBLINGS));
    rows.em()
        .createQuery("update TgSessionEnd e set e.tries = :tries, e.dueAt = :at where e.id = :id")
        .setParameter("tries", due.tries() + 1)
        .setParameter("at", now.plus(pause).toEpochMilli())
        .setParameter("id", due.id())
        .executeUpdate();
  }

  /** Forgets what is left of a realm that is removed. */
  public void forgetRealm(String realmId) {
    rows.em()
        .createQuery("delete from TgSessionEnd e where e.realmId = :realmId")
        .setParameter("realmId", realmId)
        .executeUpdate();
  }

  private static Due due(SessionEndEntity row) {
    return new Due(
        row.id,
        row.realmId,
        row.userId,
        row.roleIds == null ? null : Set.copyOf(TicketJson.readNames(row.roleIds)),
        row.ended,
        row.logouts,
        row.tries);
  }
}
