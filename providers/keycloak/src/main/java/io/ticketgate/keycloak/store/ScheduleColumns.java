package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.binding.Schedule;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is due of a binding before its end, in columns of its row. */
final class ScheduleColumns {

  /** A condition on a row, called {@code b}: its review is not overdue at {@code :now}. */
  static final String IN_TIME = " and (b.reviewDueAt is null or b.reviewDueAt > :now)";

  /**
   * Of an update. A use that another transaction has stored meanwhile stays: it was later than what
   * this one has read.
   */
  static final String SET =
      ", b.reviewDueAt = :reviewDueAt, b.remindAt = :remindAt, b.reviewerKind = :reviewerKind,"
          + " b.reviewerId = :reviewerId, b.reviewerName = :reviewerName, b.dormantAfter ="
          + " :dormantAfter, b.dormantAt = case when b.dormantAt > :dormantAt then b.dormantAt"
          + " else :dormantAt end";

  private ScheduleColumns() {}

  static void write(BindingEntity row, Schedule schedule) {
    row.reviewDueAt = millis(schedule.reviewDueAt());
    row.remindAt = millis(schedule.remindAt());
    Reviewer reviewer = schedule.reviewer();
    row.reviewerKind = reviewer == null ? null : reviewer.kind();
    row.reviewerId = reviewer == null ? null : reviewer.id();
    row.reviewerName = reviewer == null ? null : reviewer.name();
    Duration after = schedule.dormantAfter();
    row.dormantAfter = after == null ? null : after.toMillis();
    row.dormantAt = millis(schedule.dormantAt());
  }

  static Schedule read(BindingEntity row) {
    return new Schedule(
        instant(row.reviewDueAt),
        instant(row.remindAt),
        row.reviewerKind == null || row.reviewerId == null
            ? null
            : new Reviewer(
                row.reviewerKind,
                row.reviewerId,
                row.reviewerName == null ? row.reviewerId : row.reviewerName),
        row.dormantAfter == null ? null : Duration.ofMillis(row.dormantAfter),
        instant(row.dormantAt));
  }

  /** The parameters of {@link #SET}. */
  static Query parameters(Query update, BindingEntity row) {
    return update
        .setParameter("reviewDueAt", row.reviewDueAt)
        .setParameter("remindAt", row.remindAt)
        .setParameter("reviewerKind", row.reviewerKind)
        .setParameter("reviewerId", row.reviewerId)
        .setParameter("reviewerName", row.reviewerName)
        .setParameter("dormantAfter", row.dormantAfter)
        .setParameter("dormantAt", row.dormantAt);
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
