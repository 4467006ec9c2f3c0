package io.ticketgate.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Waiting. */
final class Pause {

  private Pause() {}

  static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", interrupted);
    }
  }

  /** Waits until it is so; returns whether it came to be in time. */
  static boolean until(Duration limit, BooleanSupplier so) {
    Instant end = Instant.now().plus(limit);
    while (!so.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        return false;
      }
      millis(200);
    }
    return true;
  }
}
