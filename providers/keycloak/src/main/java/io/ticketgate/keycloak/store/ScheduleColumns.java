package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.binding.Schedule;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is due of a binding before its end, in columns of its row. */
final class ScheduleColumns {

  /** A condition on a row, called {@code b}: its review is not overdue at {@code :now}. */
  static final String IN_TIME = " and (b.reviewDueAt is null or b.reviewDueAt > :now)";

  /** A condition: with {@code :live}, nobody awaits a review of what has ended under a ticket. */
  static final String AWAITED = " and (b.status in :live or b.ticketSystem = 'break-glass')";

  /**
   * Of an update. A use that another transaction has stored meanwhile stays: it was later than what
   * this one has read.
   */
  static final String SET =
      ", b.reviewDueAt = :reviewDueAt, b.reviewNextAt = :reviewNextAt, b.reviewerKind ="
          + " :reviewerKind, b.reviewerId = :reviewerId, b.reviewerName = :reviewerName, b.dormantAfter ="
          + " :dormantAfter, b.dormantAt = case when b.dormantAt > :dormantAt then b.dormantAt"
          + " else :dormantAt end, b.startsAt = :startsAt";

  /**
   * Of an update that ends bindings: nobody is to review them any more, but the emergency grants.
   */
  static final String OVER =
      ", b.reviewDueAt = case when b.ticketSystem = 'break-glass' then b.reviewDueAt else null end,"
          + " b.reviewNextAt = case when b.ticketSystem = 'break-glass' then b.reviewNextAt else"
          + " null end, b.startsAt = null";

  private ScheduleColumns() {}

  /** As {@link #OVER}, of a row under a ticket. */
  static void over(BindingEntity row) {
    row.reviewDueAt = null;
    row.reviewNextAt = null;
    row.startsAt = null;
  }

  static void write(BindingEntity row, Schedule schedule) {
    row.reviewDueAt = millis(schedule.reviewDueAt());
    row.reviewNextAt = millis(schedule.reviewNextAt());
    Reviewer reviewer = schedule.reviewer();
    row.reviewerKind = reviewer == null ? null : reviewer.kind();
    row.reviewerId = reviewer == null ? null : reviewer.id();
    row.reviewerName = reviewer == null ? null : reviewer.name();
    Duration after = schedule.dormantAfter();
    row.dormantAfter = after == null ? null : after.toMillis();
    row.dormantAt = millis(schedule.dormantAt());
    row.startsAt = millis(schedule.startsAt());
  }

  static Schedule read(BindingEntity row) {
    return new Schedule(
        instant(row.reviewDueAt),
        instant(row.reviewNextAt),
        row.reviewerKind == null || row.reviewerId == null
            ? null
            : new Reviewer(
                row.reviewerKind,
                row.reviewerId,
                row.reviewerName == null ? row.reviewerId : row.reviewerName),
        row.dormantAfter == null ? null : Duration.ofMillis(row.dormantAfter),
        instant(row.dormantAt),
        instant(row.startsAt));
  }

  /** The parameters of {@link #SET}. */
  static Query parameters(Query update, BindingEntity row) {
    return update
        .setParameter("reviewDueAt", row.reviewDueAt)
        .setParameter("reviewNextAt", row.reviewNextAt)
        .setParameter("reviewerKind", row.reviewerKind)
        .setParameter("reviewerId", row.reviewerId)
        .setParameter("reviewerName", row.reviewerName)
        .setParameter("dormantAfter", row.dormantAfter)
        .setParameter("dormantAt", row.dormantAt)
        .setParameter("startsAt", row.startsAt);
  }

  /** Nobody else sees to the review; false where somebody does, or it is not overdue. */
  static boolean takeOverdue(EntityManager em, String bindingId, Instant now) {
    return em.createQuery(
                "update TgBinding b set b.reviewNextAt = null where b.id = :id and b.reviewNextAt"
                    + " <= :now and b.reviewDueAt <= :now")
            .setParameter("id", bindingId)
            .setParameter("now", now.toEpochMilli())
            .executeUpdate()
        == 1;
  }

  /** No review is awaited any more. */
  static void reviewed(EntityManager em, String bindingId) {
    em.createQuery(
            "update TgBinding b set b.reviewDueAt = null, b.reviewNextAt = null, b.reviewerKind ="
                + " null, b.reviewerId = null, b.reviewerName = null where b.id = :id")
        .setParameter("id", bindingId)
        .executeUpdate();
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
