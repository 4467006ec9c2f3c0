package io.ticketgate.keycloak.task;

import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.keycloak.executors.ExecutorsProvider;

/**
 * Reads every ticket that a binding rests on and that nobody has read for some time: so a system
 * that tells of no changes, or tells them wrongly, reaches the same state.
 */
final class Recheck {

  private static final Logger LOG = Logger.getLogger(Recheck.class);
  private static final int BATCH = 200;
  private static final int READERS = 4;
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int LOOKS = 10;

  private final PolledSystem system;

  /** What could not be read is passed over until the next time, and keeps nothing behind it. */
  private final AtomicInteger passedOver = new AtomicInteger();

  Recheck(PolledSystem system) {
    this.system = system;
  }

  void read() {
    Duration every = system.with((session, itsm) -> itsm.recheckEvery());
    Duration pause = pause(every);
    try {
      Instant before = Polling.now().minus(every);
      List<TicketRef> due;
      do {
        system.stillAtIt();
        due = system.watched(tickets -> tickets.readBefore(before, passedOver.get(), BATCH));
        read(due);
      } while (due.size() == BATCH);
    } catch (ItsmException failure) {
      LOG.warnf(
          "Tickets of ITSM system %s could not be read again, and are read later: %s",
          system.name(), failure.getMessage());
      Duration asked = failure.retryAfter();
      pause = asked == null || asked.compareTo(LONGEST_PAUSE) < 0 ? LONGEST_PAUSE : asked;
    }
    system.recheckAt(Polling.now().plus(pause));
  }

  /** How soon the next tickets may be due. */
  private static Duration pause(Duration every) {
    Duration pause = every.dividedBy(LOOKS);
    if (pause.compareTo(SHORTEST_PAUSE) < 0) {
      return SHORTEST_PAUSE;
    }
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private void read(List<TicketRef> tickets) {
    ExecutorService executor =
        system.with(
            (session, itsm) ->
                session.getProvider(ExecutorsProvider.class).getExecutor(OwnThread.EXECUTOR));
    Queue<TicketRef> queue = new ConcurrentLinkedQueue<>(tickets);
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int reader = 1; reader < Math.min(READERS, tickets.size()); reader++) {
      readers.add(CompletableFuture.runAsync(() -> readAll(queue), executor));
    }
    // Here too: this is one of the executor's few threads, and the others may be taken.
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
      if (system.updates().refresh(system.realmId(), ref) == TicketUpdates.Outcome.MISSING) {
        passedOver.incrementAndGet();
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
      LOG.errorf(failure, "Ticket %s could not be taken in; it is tried again.", ref);
    }
  }
}
