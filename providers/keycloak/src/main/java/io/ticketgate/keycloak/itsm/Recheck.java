package io.ticketgate.keycloak.itsm;

import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Reads every ticket that a binding rests on and that nobody has read for some time: so a system
 * that reports no changes, or wrong ones, reaches the same state.
 */
final class Recheck {

  private static final Logger LOG = Logger.getLogger(Recheck.class);
  private static final int LISTED_AT_ONCE = 1000;
  private static final int READ_AT_ONCE = 50;
  private static final int READERS = 4;
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int LOOKS = 10;

  private final PolledSystem system;
  private final Executor threads;
  private final Instant begun = Polling.now();
  private final Queue<TicketRef> due = new ArrayDeque<>();

  /** What could not be read is passed over until the next time, and keeps nothing behind it. */
  private final AtomicInteger passedOver = new AtomicInteger();

  /**
   * @param threads for the readers beside this one
   */
  Recheck(PolledSystem system, Executor threads) {
    this.system = system;
    this.threads = threads;
  }

  /**
   * Reads some of those that are due; answers whether there were any. A long time may pass until
   * all are read, so that the caller can do something else in between.
   */
  boolean readSome() {
    Duration every = system.with((session, itsm) -> itsm.recheckEvery());
    Duration pause = pause(every);
    try {
      system.stillAtIt();
      if (due.isEmpty()) {
        due.addAll(
            system.watched(
                tickets ->
                    tickets.readBefore(begun.minus(every), passedOver.get(), LISTED_AT_ONCE)));
      }
      if (!due.isEmpty()) {
        Queue<TicketRef> some = new ConcurrentLinkedQueue<>();
        while (!due.isEmpty() && some.size() < READ_AT_ONCE) {
          some.add(due.remove());
        }
        read(some);
        return true;
      }
    } catch (ItsmException failure) {
      LOG.warnf(
          "Tickets of ITSM system %s could not be rechecked; the next recheck tries again: %s",
          system.name(), failure.getMessage());
      Duration asked = failure.retryAfter();
      pause = asked == null || asked.compareTo(LONGEST_PAUSE) < 0 ? LONGEST_PAUSE : asked;
    }
    system.recheckAt(Polling.now().plus(pause));
    return false;
  }

  /** How soon the next tickets may be due. */
  private static Duration pause(Duration every) {
    Duration pause = every.dividedBy(LOOKS);
    if (pause.compareTo(SHORTEST_PAUSE) < 0) {
      return SHORTEST_PAUSE;
    }
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private void read(Queue<TicketRef> queue) {
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int reader = 1; reader < Math.min(READERS, queue.size()); reader++) {
      readers.add(CompletableFuture.runAsync(() -> readAll(queue), threads));
    }
    readAll(queue);
    try {
      CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof ItsmException failure) {
        throw failure;
      }
      throw failed;
    }
  }

  private void readAll(Queue<TicketRef> queue) {
    TicketRef ref = queue.poll();
    while (ref != null) {
      system.stillAtIt();
      read(ref, queue);
      ref = queue.poll();
    }
  }

  private void read(TicketRef ref, Queue<TicketRef> queue) {
    try {
      switch (system.updates().refresh(system.realmId(), ref, Occasion.RECHECK)) {
        case SAME, NEWER -> {}
        case MISSING, UNKNOWN -> passedOver.incrementAndGet();
      }
    } catch (ItsmException failure) {
      if (failure.retryable()) {
        queue.clear();
        throw failure;
      }
      passedOver.incrementAndGet();
      LOG.warnf("Ticket %s could not be read: %s", ref, failure.getMessage());
    } catch (RuntimeException failure) {
      passedOver.incrementAndGet();
      LOG.errorf(failure, "Ticket %s could not be processed; it is tried again.", ref);
    }
  }
}
