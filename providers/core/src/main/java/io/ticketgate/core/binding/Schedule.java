package io.ticketgate.core.binding;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is due of a binding before its end.
 *
 * @param reviewDueAt by when it is to be reviewed; it is good no longer. Null for no review
 * @param reviewNextAt when the sweep has to see to that review: to remind of it, then because it is
 *     overdue; null where it has nothing to do any more
 * @param reviewer who is to review it; null where nobody was found
 * @param dormantAfter for how long it may stay without use; null for any time
 * @param dormantAt when it will have been unused for so long; null while nobody waits for that
 * @param startsAt when the gate gives by itself what is only authorised; null where it does not
 */
public record Schedule(
    @Nullable Instant reviewDueAt,
    @Nullable Instant reviewNextAt,
    @Nullable Reviewer reviewer,
    @Nullable Duration dormantAfter,
    @Nullable Instant dormantAt,
    @Nullable Instant startsAt) {

  /** Nothing is due. */
  public static final Schedule NONE = new Schedule(null, null, null, null, null, null);

  /** The longest time from a reminder to its review. */
  static final Duration LONGEST_NOTICE = Duration.ofDays(14);

  private static final int PART = 4;

  /** This schedule with another review: reminded of when three quarters of the time are over. */
  public Schedule withReview(Instant now, Instant due, @Nullable Reviewer by) {
    Duration notice = Duration.between(now, due).dividedBy(PART);
    return new Schedule(
        due,
        due.minus(notice.compareTo(LONGEST_NOTICE) < 0 ? notice : LONGEST_NOTICE),
        by,
        dormantAfter,
        dormantAt,
        startsAt);
  }

  /** This schedule with the review of another. */
  public Schedule withReviewOf(Schedule other) {
    return new Schedule(
        other.reviewDueAt, other.reviewNextAt, other.reviewer, dormantAfter, dormantAt, startsAt);
  }

  /** This schedule with another reviewer. */
  Schedule withReviewer(Reviewer other) {
    return new Schedule(reviewDueAt, reviewNextAt, other, dormantAfter, dormantAt, startsAt);
  }

  /** This schedule, where no review is awaited. */
  public Schedule withoutReview() {
    return withReviewOf(NONE);
  }

  /** This schedule of a binding that has ended: its reviewer has nothing to review any more. */
  Schedule over() {
    return new Schedule(null, null, reviewer, dormantAfter, dormantAt, null);
  }

  /** This schedule, where the sweep has nothing to do with the review any more. */
  public Schedule seenTo() {
    return new Schedule(reviewDueAt, null, reviewer, dormantAfter, dormantAt, startsAt);
  }

  /** This schedule, with the review of an earlier one where that was due before. */
  public Schedule noLaterThan(Schedule earlier) {
    return earlier.reviewDueAt == null
            || (reviewDueAt != null && reviewDueAt.isBefore(earlier.reviewDueAt))
        ? this
        : withReviewOf(earlier);
  }

  /** This schedule, where use is counted from a time on; null for not yet. */
  public Schedule withUse(@Nullable Duration after, @Nullable Instant since) {
    return new Schedule(
        reviewDueAt,
        reviewNextAt,
        reviewer,
        after,
        after == null || since == null ? null : since.plus(after),
        startsAt);
  }

  /** This schedule of what the gate gives by itself at a time; null for not by itself. */
  public Schedule startingAt(@Nullable Instant start) {
    return new Schedule(reviewDueAt, reviewNextAt, reviewer, dormantAfter, dormantAt, start);
  }

  /** Returns whether it is time for the gate to give it. */
  public boolean startsBy(Instant now) {
    return startsAt != null && !now.isBefore(startsAt);
  }

  /** Returns whether the review was due and has not been made. */
  public boolean overdue(Instant now) {
    return reviewDueAt != null && !now.isBefore(reviewDueAt);
  }
}
