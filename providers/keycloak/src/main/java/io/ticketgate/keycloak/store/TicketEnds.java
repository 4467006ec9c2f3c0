package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.keycloak.store.HistoryMapper.DetailColumns;
import io.ticketgate.spi.TicketRef;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * The end of a ticket under which very many bindings live. The row of the ticket says that they
 * have ended, so that they are dead after one small write; the rows of the bindings follow in
 * steps, on any node. Until then whoever asks what is live looks at the ticket too ({@link
 * #NOT_ENDED}).
 *
 * <p>Whoever locks such a ticket writes what is left first ({@link #settle}): a binding that is
 * made once the ticket is open again is none of those that have ended.
 */
public final class TicketEnds {

  /** So many bindings at most end by a statement on their rows. */
  static final int BY_ROWS = 100;

  /** So many rows of those that administer say it at once, so that they are cleaned up first. */
  private static final int FIRST = 50;

  /** So many rows one step writes. */
  private static final int STEP = 500;

  /** To be added to a condition on live bindings, called {@code b}. */
  static final String NOT_ENDED =
      " and not exists (select t.id from TgTicket t where t.id = b.ticketId and t.endAt is not"
          + " null)";

  private TicketEnds() {}

  /** A ticket whose bindings have ended, and whose rows do not all say so. */
  public record Unwritten(String realmId, String ticketId) {}

  /**
   * What has ended at once.
   *
   * @param bindings how many
   * @param unwritten whether their rows do not say so yet
   */
  record Ended(int bindings, boolean unwritten) {}

  /** Ends what lives under a ticket, which is locked and stored. */
  static Ended end(Rows rows, String realmId, TicketRef ticket, Ending how) {
    String id = JpaTickets.ticketId(realmId, ticket);
    Live live = live(rows.em(), realmId, id);
    BindingEnds ends = new BindingEnds(rows, realmId);
    if (live.bindings() > BY_ROWS && mark(rows.em(), id, how)) {
      if (live.administering() > 0) {
        ends.end(
            new Selection.These(some(rows.em(), realmId, id, " and b.administers = true", FIRST)),
            how);
      }
      return new Ended(Math.toIntExact(live.bindings()), true);
    }
    // Also where none was counted: a plain read may miss what was committed during a lock wait.
    return new Ended(ends.end(new Selection.UnderTicket(ticket), how), false);
  }

  /** What lives under a ticket, counted in one look at the rows. */
  private record Live(long bindings, long administering) {}

  private static Live live(EntityManager em, String realmId, String ticketId) {
    Object[] counted =
        em.createQuery(
                "select count(b), count(case when b.administers = true then 1 end) from TgBinding b"
                    + " where b.realmId = :realmId and b.ticketId = :ticketId and b.status in"
                    + " :live",
                Object[].class)
            .setParameter("realmId", realmId)
            .setParameter("ticketId", ticketId)
            .setParameter("live", BindingEnds.LIVE)
            .getSingleResult();
    return new Live((Long) counted[0], (Long) counted[1]);
  }

  /** Ids of some rows that say that they are live. */
  private static Set<String> some(
      EntityManager em, String realmId, String ticketId, String further, int most) {
    return new HashSet<>(
        em.createQuery(
                "select b.id from TgBinding b where b.realmId = :realmId and b.ticketId ="
                    + " :ticketId and b.status in :live"
                    + further,
                String.class)
            .setParameter("realmId", realmId)
            .setParameter("ticketId", ticketId)
            .setParameter("live", BindingEnds.LIVE)
            .setMaxResults(most)
            .getResultList());
  }

  private static boolean mark(EntityManager em, String id, Ending how) {
    DetailColumns detail = HistoryMapper.columns(how.detail());
    return em.createQuery(
                "update TgTicket t set t.endAt = :at, t.endCause = :cause, t.endById = :actorId,"
                    + " t.endByName = :actorName, t.endDetailCode = :code, t.endDetail = :text,"
                    + " t.endDetailFacts = :facts where t.id = :id")
            .setParameter("at", how.at().toEpochMilli())
            .setParameter("cause", how.cause())
            .setParameter("actorId", how.actor() == null ? null : how.actor().id())
            .setParameter("actorName", how.actor() == null ? null : how.actor().name())
            .setParameter("code", detail.code())
            .setParameter("text", detail.text())
            .setParameter("facts", detail.facts())
            .setParameter("id", id)
            .executeUpdate()
        == 1;
  }

  /** Writes the end into all rows that do not say so yet. The ticket is locked. */
  static void settle(Rows rows, String realmId, TicketRef ref, @Nullable TicketEntity ticket) {
    Ending how = ticket == null ? null : how(ticket);
    if (how != null) {
      new BindingEnds(rows, realmId).end(new Selection.UnderTicket(ref), how);
      written(rows.em(), JpaTickets.ticketId(realmId, ref));
    }
  }

  private static void written(EntityManager em, String ticketId) {
    em.createQuery("update TgTicket t set t.endAt = null where t.id = :id")
        .setParameter("id", ticketId)
        .executeUpdate();
  }

  /** How what lived under it has ended; null where the rows say so, or nothing has. */
  private static @Nullable Ending how(TicketEntity ticket) {
    if (ticket.endAt == null) {
      return null;
    }
    return new Ending(
        Objects.requireNonNull(ticket.endCause),
        BindingMapper.person(ticket.endById, ticket.endByName),
        HistoryMapper.detail(
            new DetailColumns(ticket.endDetailCode, ticket.endDetail, ticket.endDetailFacts)),
        Instant.ofEpochMilli(ticket.endAt));
  }

  /** Tickets whose bindings have ended, and whose rows do not all say so: the oldest of them. */
  public static List<Unwritten> unwritten(KeycloakSession session, int max) {
    return em(session)
        .createQuery(
            "select t.realmId, t.id from TgTicket t where t.endAt > 0 order by t.endAt, t.id",
            Object[].class)
        .setMaxResults(max)
        .getResultList()
        .stream()
        .map(row -> new Unwritten((String) row[0], (String) row[1]))
        .toList();
  }

  /**
   * Writes the end into some of the rows, in a transaction of its own. Where another transaction
   * holds the ticket, that one does it.
   *
   * @return whether there may be more
   */
  public static boolean step(KeycloakSession session, Unwritten ended) {
    EntityManager em = em(session);
    List<TicketEntity> locked =
        em.createQuery("select t from TgTicket t where t.id = :id", TicketEntity.class)
            .setParameter("id", ended.ticketId())
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .setHint("jakarta.persistence.lock.timeout", DueBindings.SKIP_LOCKED)
            .getResultList();
    locked.forEach(em::detach);
    Ending how = locked.isEmpty() ? null : how(locked.get(0));
    if (how == null) {
      return false;
    }
    Set<String> ids =
        some(em, ended.realmId(), ended.ticketId(), " order by b.administers desc, b.id", STEP);
    if (!ids.isEmpty()) {
      new BindingEnds(new Rows(session), ended.realmId()).end(new Selection.These(ids), how);
    }
    if (ids.size() == STEP) {
      return true;
    }
    written(em, ended.ticketId());
    return false;
  }

  /** How many bindings under a ticket have ended and are not cleaned up yet. */
  static long uncleaned(EntityManager em, String realmId, String ticketId) {
    boolean unwritten =
        !em.createQuery(
                "select t.id from TgTicket t where t.id = :id and t.endAt is not null",
                String.class)
            .setParameter("id", ticketId)
            .getResultList()
            .isEmpty();
    // An end that the rows do not say makes those that call themselves live some of them.
    return em.createQuery(
            "select count(b) from TgBinding b where b.realmId = :realmId and b.ticketId ="
                + " :ticketId and (b.cleanUp in :live"
                + (unwritten ? " or b.status in :live)" : ")"),
            Long.class)
        .setParameter("realmId", realmId)
        .setParameter("ticketId", ticketId)
        .setParameter("live", BindingEnds.LIVE)
        .getSingleResult();
  }

  /** What the rows say of bindings of a realm that have ended without their rows saying so. */
  static Map<BindingStatus, Long> unwritten(EntityManager em, String realmId) {
    Map<BindingStatus, Long> counts = new EnumMap<>(BindingStatus.class);
    em.createQuery(
            "select b.status, count(b) from TgBinding b, TgTicket t where t.endAt > 0 and t.realmId"
                + " = :realmId and b.ticketId = t.id and b.status in :live group by b.status",
            Object[].class)
        .setParameter("realmId", realmId)
        .setParameter("live", BindingEnds.LIVE)
        .getResultList()
        .forEach(row -> counts.put((BindingStatus) row[0], (Long) row[1]));
    return counts;
  }

  /**
   * Makes rows that were read say that they have ended, where their ticket does.
   *
   * @param read rows of bindings, detached; they are changed
   */
  static void apply(EntityManager em, List<BindingEntity> read) {
    Set<String> ids = new HashSet<>();
    read.stream().filter(row -> row.status.live()).forEach(row -> ids.add(row.ticketId));
    if (ids.isEmpty()) {
      return;
    }
    Map<String, Ending> ended = new HashMap<>();
    em.createQuery(
            "select t from TgTicket t where t.id in :ids and t.endAt is not null",
            TicketEntity.class)
        .setParameter("ids", ids)
        .getResultList()
        .forEach(
            ticket -> {
              em.detach(ticket);
              Ending how = how(ticket);
              if (how != null) {
                ended.put(ticket.id, how);
              }
            });
    for (BindingEntity row : read) {
      Ending how = ended.get(row.ticketId);
      if (row.status.live() && how != null) {
        apply(row, how);
      }
    }
  }

  /** As the statement of {@link BindingEnds#end} does. */
  private static void apply(BindingEntity row, Ending how) {
    DetailColumns detail = HistoryMapper.columns(how.detail());
    row.cleanUp = row.status;
    row.cleanUpAt = how.at().toEpochMilli();
    row.cleanUpTries = 0;
    row.status = how.status();
    row.cause = how.cause();
    row.endedAt = Math.max(row.createdAt, how.at().toEpochMilli());
    row.endedById = how.actor() == null ? null : how.actor().id();
    row.endedByName = how.actor() == null ? null : how.actor().name();
    row.endDetailCode = detail.code();
    row.endDetail = detail.text();
    row.endDetailFacts = detail.facts();
    ScheduleColumns.over(row);
  }

  private static EntityManager em(KeycloakSession session) {
    return session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }
}
