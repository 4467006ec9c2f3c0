package io.ticketgate.core.ticket;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For how long the gate keeps what somebody asked for in self-service: it names a person and says
 * why they asked. What is still open is kept, though not for ever: a ticket that nobody decides, or
 * whose system is gone, may never close.
 *
 * @param createdAt when it was asked for
 * @param open whether it has a ticket that is open
 * @param live whether a binding under its ticket is live
 * @param endedAt when the last binding under its ticket ended; null for none
 */
public record RequestRetention(
    Instant createdAt, boolean open, boolean live, @Nullable Instant endedAt) {

  /** It is kept for so long after it was asked for, and after its binding has ended. */
  public static final Duration KEPT = Duration.ofDays(90);

  /** So long one waits for a ticket that stays open and under which nothing is granted. */
  public static final Duration LONGEST_OPEN = Duration.ofDays(365);

  /** What cannot be forgotten yet is looked at again after this time. */
  private static final Duration PAUSE = Duration.ofDays(7);

  /** When it is looked at for the first time. */
  public static Instant firstLook(Instant createdAt) {
    return createdAt.plus(KEPT);
  }

  /** When it is to be looked at again; empty where it is to be forgotten now. */
  public Optional<Instant> nextLook(Instant now) {
    if (live || (open && createdAt.plus(LONGEST_OPEN).isAfter(now))) {
      return Optional.of(now.plus(PAUSE));
    }
    Instant last = endedAt == null || endedAt.isBefore(createdAt) ? createdAt : endedAt;
    Instant until = last.plus(KEPT);
    return until.isAfter(now) ? Optional.of(until) : Optional.empty();
  }
}
