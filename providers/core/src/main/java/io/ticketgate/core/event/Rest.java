package io.ticketgate.core.event;

import java.time.Duration;
import java.time.Instant;

/**
 * A subscriber that does not answer is left alone for a while, and then asked once: without this
 * every waiting event would find out by itself, a timeout at a time.
 *
 * @param failures in a row
 * @param until when it may be asked again
 * @param probing whether somebody asks it
 */
public record Rest(int failures, Instant until, boolean probing) {

  /** After the first failure of a subscriber that has answered until now. */
  public static Rest first(Instant now, Duration pause) {
    return new Rest(1, now.plus(pause), false);
  }

  /** Returns whether the caller may ask it: then it takes {@link #probe} in its place. */
  public boolean over(Instant now) {
    return !probing && !now.isBefore(until);
  }

  /** The same while somebody asks. */
  public Rest probe() {
    return new Rest(failures, until, true);
  }

  /** The same when whoever would have asked had nothing to send. */
  public Rest released() {
    return new Rest(failures, until, false);
  }

  /**
   * After another failure. What others began before the rest did says nothing new.
   *
   * @param pause after so many failures and one more
   */
  public Rest again(Instant now, Duration pause) {
    return probing ? new Rest(failures + 1, now.plus(pause), false) : this;
  }
}
