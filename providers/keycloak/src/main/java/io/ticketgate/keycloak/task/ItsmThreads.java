package io.ticketgate.keycloak.task;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that wait for ITSM systems. Nothing queues for them: when all are at work, the one that
 * asks for another does the work itself. Thread-safe.
 */
public final class ItsmThreads implements Executor, AutoCloseable {

  private static final int MOST = 16;
  private static final int IDLE_SECONDS = 30;

  private final AtomicInteger made = new AtomicInteger();
  private final ThreadPoolExecutor pool;

  /**
   * @param name how its threads are called
   */
  public ItsmThreads(String name) {
    pool =
        new ThreadPoolExecutor(
            0,
            MOST,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread = new Thread(work, name + "-" + made.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            (work, full) -> work.run());
  }

  @Override
  public void execute(Runnable work) {
    pool.execute(work);
  }

  /** Lets its threads end what they are at. */
  @Override
  public void close() {
    pool.shutdown();
  }
}
