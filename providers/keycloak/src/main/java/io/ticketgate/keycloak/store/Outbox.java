package io.ticketgate.keycloak.store;

import io.ticketgate.core.event.GateEvent;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderEvent;

/**
 * Events on their way to subscribers, in {@code TG_OUTBOX}: written in the transaction of what
 * happened, delivered after it by {@link DueEvents}, looked at and sent again by administrators.
 */
public final class Outbox {

  private static final int LONGEST_ABOUT = 64;

  private final KeycloakSession session;
  private final Rows rows;
  private final String realmId;

  public Outbox(KeycloakSession session, String realmId) {
    this.session = session;
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /** A subscriber of a realm. */
  public record Target(String realmId, String subscriberId) {}

  /** A transaction has committed events for these. */
  public record Written(KeycloakSessionFactory sessions, Set<Target> targets)
      implements ProviderEvent {}

  /** What became of an event for a subscriber. */
  public enum Status {
    WAITING,
    DELIVERED,
    DEAD
  }

  /**
   * An event for one subscriber, as administrators see it.
   *
   * @param about what it happened to; events about one thing keep their order
   * @param nextTryAt null unless it waits
   * @param failure why the last try failed, in one word; null where it did not
   * @param message the same in a sentence
   */
  public record Delivery(
      long number,
      String eventId,
      String type,
      String about,
      Status status,
      Instant createdAt,
      @Nullable Instant nextTryAt,
      int tries,
      @Nullable Instant endedAt,
      @Nullable String failure,
      @Nullable String message,
      String body) {}

  /** Queues an event in the caller's transaction, unless it is queued already. */
  public void queue(GateEvent event, String subscriberId, String body, Instant now) {
    OutboxEntity row = new OutboxEntity();
    row.id = RowKey.of(event.id(), subscriberId);
    row.realmId = realmId;
    row.subscriberId = subscriberId;
    row.eventId = event.id();
    row.type = event.type().word();
    // It only keeps apart what has an order of its own.
    row.about = event.about().length() > LONGEST_ABOUT ? RowKey.of(event.about()) : event.about();
    row.body = body;
    row.createdAt = event.at().toEpochMilli();
    row.queuedAt = now.toEpochMilli();
    row.dueAt = row.queuedAt;
    NewRow.insertMissing(rows.em(), row);
    Announcement.of(session).add(new Target(realmId, subscriberId));
  }

  /**
   * The deliveries of a subscriber, newest first.
   *
   * @param status null for any
   * @param before number of the last one of the page before; null for the first page
   */
  public List<Delivery> list(
      String subscriberId, @Nullable Status status, @Nullable Long before, int max) {
    TypedQuery<OutboxEntity> query =
        rows.em()
            .createQuery(
                "select o from TgOutbox o where o.realmId = :realmId and o.subscriberId ="
                    + " :subscriberId and o.seq < :before"
                    + (status == null ? "" : " and o.outcome = :outcome")
                    + " order by o.seq desc",
                OutboxEntity.class)
            .setParameter("realmId", realmId)
            .setParameter("subscriberId", subscriberId)
            .setParameter("before", before == null ? Long.valueOf(Long.MAX_VALUE) : before)
            .setMaxResults(max);
    if (status != null) {
      query.setParameter("outcome", status.name());
    }
    List<OutboxEntity> found = query.getResultList();
    found.forEach(rows::detached);
    return found.stream().map(Outbox::delivery).toList();
  }

  /** One delivery of a subscriber. */
  public Optional<Delivery> find(String subscriberId, long number) {
    OutboxEntity row = rows.find(OutboxEntity.class, number);
    return row == null || !row.realmId.equals(realmId) || !row.subscriberId.equals(subscriberId)
        ? Optional.empty()
        : Optional.of(delivery(row));
  }

  /**
   * Has one sent again that was delivered or given up.
   *
   * @return whether it was
   */
  public boolean again(String subscriberId, long number, Instant now) {
    int changed =
        rows.em()
            .createQuery(
                "update TgOutbox o set o.outcome = :waiting, o.dueAt = :now, o.queuedAt = :now,"
                    + " o.tries = 0, o.endedAt = null where o.seq = :seq and o.realmId = :realmId"
                    + " and o.subscriberId = :subscriberId and o.dueAt is null")
            .setParameter("waiting", OutboxEntity.WAITING)
            .setParameter("now", now.toEpochMilli())
            .setParameter("seq", number)
            .setParameter("realmId", realmId)
            .setParameter("subscriberId", subscriberId)
            .executeUpdate();
    if (changed > 0) {
      Announcement.of(session).add(new Target(realmId, subscriberId));
    }
    return changed > 0;
  }

  /**
   * Has the oldest dead letters of a subscriber sent again.
   *
   * @param max how many at most
   * @return how many
   */
  public int deadAgain(String subscriberId, int max, Instant now) {
    List<Long> oldest =
        rows.em()
            .createQuery(
                "select o.seq from TgOutbox o where o.subscriberId = :subscriberId and o.realmId ="
                    + " :realmId and o.outcome = :dead order by o.seq",
                Long.class)
            .setParameter("subscriberId", subscriberId)
            .setParameter("realmId", realmId)
            .setParameter("dead", OutboxEntity.DEAD)
            .setMaxResults(max)
            .getResultList();
    return (int) oldest.stream().filter(number -> again(subscriberId, number, now)).count();
  }

  /**
   * How many events wait for the subscribers of the realm, and since when.
   *
   * @param oldest null where none waits
   */
  public record Backlog(long waiting, @Nullable Instant oldest, long dead) {}

  /**
   * @param subscribers ids of the subscribers that there are
   */
  public Backlog backlog(Set<String> subscribers) {
    long waiting = 0;
    long dead = 0;
    Instant oldest = null;
    for (String subscriber : subscribers) {
      for (Object[] row :
          rows.em()
              .createQuery(
                  "select o.outcome, count(o), min(o.createdAt) from TgOutbox o where"
                      + " o.subscriberId = :subscriberId and o.outcome in ('WAITING', 'DEAD') group"
                      + " by o.outcome",
                  Object[].class)
              .setParameter("subscriberId", subscriber)
              .getResultList()) {
        long count = (Long) row[1];
        if (OutboxEntity.DEAD.equals(row[0])) {
          dead += count;
        } else {
          waiting += count;
          Instant begin = Instant.ofEpochMilli((Long) row[2]);
          oldest = oldest == null || begin.isBefore(oldest) ? begin : oldest;
        }
      }
    }
    return new Backlog(waiting, oldest, dead);
  }

  private static Delivery delivery(OutboxEntity row) {
    return new Delivery(
        Objects.requireNonNull(row.seq),
        row.eventId,
        row.type,
        row.about,
        Status.valueOf(row.outcome),
        Instant.ofEpochMilli(row.createdAt),
        instant(row.dueAt),
        row.tries,
        instant(row.endedAt),
        row.lastFailure,
        row.lastMessage,
        row.body);
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  /** Tells this node once the transaction has committed; the timed run finds it otherwise. */
  private static final class Announcement extends AbstractKeycloakTransaction {

    private static final String ATTRIBUTE = Announcement.class.getName();

    private final KeycloakSession session;
    private final Set<Target> targets = new LinkedHashSet<>();

    private Announcement(KeycloakSession session) {
      this.session = session;
    }

    static Announcement of(KeycloakSession session) {
      Announcement announcement = session.getAttribute(ATTRIBUTE, Announcement.class);
      if (announcement == null) {
        announcement = new Announcement(session);
        session.setAttribute(ATTRIBUTE, announcement);
        try {
          session.getTransactionManager().enlistAfterCompletion(announcement);
        } catch (IllegalStateException completing) {
          // It commits already; the event is due, and another run finds it.
          announcement.targets.clear();
        }
      }
      return announcement;
    }

    void add(Target target) {
      targets.add(target);
    }

    @Override
    protected void commitImpl() {
      if (!targets.isEmpty()) {
        KeycloakSessionFactory sessions = session.getKeycloakSessionFactory();
        sessions.publish(new Written(sessions, Set.copyOf(targets)));
      }
    }

    @Override
    protected void rollbackImpl() {
      targets.clear();
    }
  }
}
