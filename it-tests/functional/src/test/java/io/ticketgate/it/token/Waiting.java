package io.ticketgate.it.token;

import java.time.Duration;
import java.time.Instant;

/** For times that have to come. */
final class Waiting {

  private Waiting() {}

  static void until(Instant instant) {
    try {
      Thread.sleep(Math.max(0, Duration.between(Instant.now(), instant).toMillis()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
