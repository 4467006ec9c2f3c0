package io.ticketgate.connectors.http;

import java.time.Duration;

/** When an operation must end. Measured with a clock that nobody can set. */
final class Deadline {

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline in(Duration total) {
    return new Deadline(System.nanoTime() + total.toNanos());
  }

  Deadline orSooner(Duration total) {
    return left().compareTo(total) < 0 ? this : in(total);
  }

  boolean isOver() {
    return end - System.nanoTime() <= 0;
  }

  Duration left() {
    return Duration.ofNanos(end - System.nanoTime());
  }
}
