package io.ticketgate.connectors.http;

import io.ticketgate.spi.ItsmException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Repeats reads whose failure may pass, until the deadline. */
final class Retries {

  /** Waits. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  private static final int ATTEMPTS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(150);
  // With less time left an answer would come too late, and the request would only add to the load.
  private static final Duration LEAST_LEFT = Duration.ofMillis(250);

  private final Pause pause;

  Retries(Pause pause) {
    this.pause = pause;
  }

  <T> T read(Peer peer, Deadline deadline, Supplier<T> read) {
    for (int attempt = 1; ; attempt++) {
      try {
        return read.get();
      } catch (ItsmException.Unavailable | ItsmException.RateLimited failure) {
        Duration wait = wait(failure, attempt);
        if (attempt == ATTEMPTS || deadline.left().compareTo(wait.plus(LEAST_LEFT)) < 0) {
          throw failure;
        }
        rest(wait, peer);
      }
    }
  }

  private static Duration wait(ItsmException failure, int attempt) {
    Duration asked = failure.retryAfter();
    if (asked != null) {
      return asked;
    }
    // Nodes that failed at the same time must not repeat at the same time.
    double jitter = ThreadLocalRandom.current().nextDouble(0.5, 1.5);
    return Duration.ofMillis((long) (FIRST_PAUSE.toMillis() * (1 << (attempt - 1)) * jitter));
  }

  private void rest(Duration wait, Peer peer) {
    try {
      pause.of(wait);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw NetworkFailures.interrupted(peer);
    }
  }
}
