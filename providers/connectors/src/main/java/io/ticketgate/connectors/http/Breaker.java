package io.ticketgate.connectors.http;

import dev.failsafe.CircuitBreaker;
import io.ticketgate.spi.ItsmException;
import java.time.Duration;
import java.util.function.Supplier;

/** Stops asking a system that does not answer, so that no threads wait for it. */
final class Breaker {

  private final CircuitBreaker<Object> circuit;
  private final int failures;

  Breaker(int failures, Duration pause) {
    this.failures = failures;
    this.circuit =
        CircuitBreaker.builder()
            .withFailureThreshold(failures)
            .withSuccessThreshold(1)
            .withDelay(pause)
            .build();
  }

  /**
   * Asks the system.
   *
   * @throws ItsmException.Unavailable at once, after too many of these in a row
   */
  <T> T guard(Peer peer, Supplier<T> operation) {
    if (!circuit.tryAcquirePermit()) {
      throw open(peer);
    }
    boolean answered = false;
    try {
      T result = operation.get();
      answered = true;
      return result;
    } catch (ItsmException.Unavailable unavailable) {
      throw unavailable;
    } catch (RuntimeException failure) {
      // A refusal is an answer too.
      answered = true;
      throw failure;
    } finally {
      if (answered) {
        circuit.recordSuccess();
      } else {
        circuit.recordFailure();
      }
    }
  }

  private ItsmException open(Peer peer) {
    Duration left = circuit.getRemainingDelay();
    return new ItsmException.Unavailable(
        peer.subject()
            + " failed to answer "
            + failures
            + " times in a row. The gate asks it again in "
            + (left.toSeconds() + 1)
            + " s. Check that it runs.",
        left,
        null);
  }
}
