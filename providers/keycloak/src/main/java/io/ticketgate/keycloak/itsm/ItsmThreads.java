package io.ticketgate.keycloak.itsm;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that wait for ITSM systems. Nothing queues for them. Thread-safe. */
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
            });
  }

  /** Returns whether a thread was free; otherwise the work is not done. */
  boolean start(Runnable work) {
    try {
      pool.execute(work);
      return true;
    } catch (RejectedExecutionException fullOrClosed) {
      return false;
    }
  }

  /** Does the work in the caller's thread when no other is free. */
  @Override
  public void execute(Runnable work) {
    if (!start(work)) {
      work.run();
    }
  }

  /** Lets its threads end what they are at. */
  @Override
  public void close() {
    pool.shutdown();
  }
}
