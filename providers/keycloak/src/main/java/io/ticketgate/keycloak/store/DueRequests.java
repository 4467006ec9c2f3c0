package io.ticketgate.keycloak.store;

import io.ticketgate.core.ticket.RequestRetention;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Requests of self-service that are to be forgotten, in every realm. An index finds them, so that
 * what is not due costs nothing.
 *
 * <p>Of a request with a ticket one thing stays, without a name: that self-service made this
 * ticket. Otherwise a ticket that the ITSM opens again would be checked as one that nobody asked
 * for there, and give what the person who asked may not have any more.
 */
public final class DueRequests {

  /** In place of every id and name that was forgotten. No id of Keycloak is one character. */
  static final String NOBODY = "-";

  /** Leaves no name, no id and no text that somebody wrote. */
  static final String WIPED =
      "update TgRequest r set r.byId = :nobody, r.subjectId = :nobody, r.subjectName = :nobody,"
          + " r.entitlementId = :nobody, r.entitlementClient = null, r.entitlementName = :nobody,"
          + " r.justification = :nobody, r.startsAt = null, r.endsAt = null, r.url = null";

  private final EntityManager em;

  public DueRequests(KeycloakSession session) {
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /** The bindings under one ticket. */
  private record Under(boolean live, @Nullable Instant endedAt) {}

  /**
   * Looks at up to {@code max} that are due, longest ago first: each is forgotten, or is due again
   * later.
   *
   * @return how many were looked at
   */
  public int see(Instant now, int max) {
    List<RequestEntity> due =
        em.createQuery(
                "select r from TgRequest r where r.forgetAt <= :now order by r.forgetAt, r.id",
                RequestEntity.class)
            .setParameter("now", now.toEpochMilli())
            .setMaxResults(max)
            .getResultList();
    due.forEach(em::detach);
    Set<String> gone = withoutRealm(due);
    gone.forEach(
        realmId ->
            em.createQuery("delete from TgRequest r where r.realmId = :realmId")
                .setParameter("realmId", realmId)
                .executeUpdate());
    List<RequestEntity> left = due.stream().filter(row -> !gone.contains(row.realmId)).toList();
    List<String> tickets = left.stream().map(row -> row.ticketId).filter(Objects::nonNull).toList();
    Set<String> closed = closed(tickets);
    Map<String, Under> bindings = bindings(tickets);
    for (RequestEntity row : left) {
      Under under = bindings.getOrDefault(row.ticketId, new Under(false, null));
      boolean open =
          row.ticketId == null
              ? row.claimedUntil > now.toEpochMilli()
              : !closed.contains(row.ticketId);
      Optional<Instant> next =
          new RequestRetention(
                  Instant.ofEpochMilli(row.createdAt), open, under.live(), under.endedAt())
              .nextLook(now);
      if (next.isPresent()) {
        later(row, next.get());
      } else {
        forget(row);
      }
    }
    return due.size();
  }

  /** Ids of realms that were removed while the JAR was away. */
  private Set<String> withoutRealm(List<RequestEntity> due) {
    Set<String> ids = due.stream().map(row -> row.realmId).collect(Collectors.toSet());
    if (!ids.isEmpty()) {
      em.createQuery("select realm.id from RealmEntity realm where realm.id in :ids", String.class)
          .setParameter("ids", Set.copyOf(ids))
          .getResultList()
          .forEach(ids::remove);
    }
    return ids;
  }

  /** A ticket that was never read may be open. */
  private Set<String> closed(Collection<String> ticketIds) {
    if (ticketIds.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        em.createQuery(
                "select t.id from TgTicket t where t.id in :ids and t.open = false and t.version is"
                    + " not null",
                String.class)
            .setParameter("ids", ticketIds)
            .getResultList());
  }

  private Map<String, Under> bindings(Collection<String> ticketIds) {
    Map<String, Under> found = new HashMap<>();
    if (ticketIds.isEmpty()) {
      return found;
    }
    em.createQuery(
            "select b.ticketId, sum(case when b.status in :live then 1 else 0 end), max(b.endedAt)"
                + " from TgBinding b where b.ticketId in :ids group by b.ticketId",
            Object[].class)
        .setParameter("live", BindingEnds.LIVE)
        .setParameter("ids", ticketIds)
        .getResultList()
        .forEach(
            row ->
                found.put(
                    (String) row[0],
                    new Under(
                        ((Number) row[1]).longValue() > 0,
                        row[2] == null ? null : Instant.ofEpochMilli((Long) row[2]))));
    return found;
  }

  private void later(RequestEntity row, Instant next) {
    em.createQuery("update TgRequest r set r.forgetAt = :next where r.id = :id")
        .setParameter("next", next.toEpochMilli())
        .setParameter("id", row.id)
        .executeUpdate();
  }

  private void forget(RequestEntity row) {
    int never =
        em.createQuery("delete from TgRequest r where r.id = :id and r.ticketId is null")
            .setParameter("id", row.id)
            .executeUpdate();
    if (never == 0) {
      em.createQuery(WIPED + ", r.forgetAt = null where r.id = :id")
          .setParameter("nobody", NOBODY)
          .setParameter("id", row.id)
          .executeUpdate();
    }
  }
}
