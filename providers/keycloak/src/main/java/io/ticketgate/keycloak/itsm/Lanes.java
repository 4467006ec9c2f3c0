package io.ticketgate.keycloak.itsm;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Threads of this node that work through what is due for many others outside of Keycloak, a few for
 * each: one that is slow keeps only its own busy. Thread-safe.
 *
 * @param <K> by which those others are told apart
 */
public final class Lanes<K> implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Lanes.class);

  private final Map<K, Lane> lanes = new ConcurrentHashMap<>();
  private final ItsmThreads threads;
  private final Predicate<K> one;
  private final BiConsumer<K, Throwable> failed;

  /**
   * @param name how the threads are called
   * @param one works at one thing that is due, and returns whether there may be more
   * @param failed is told when that throws; then the thread ends
   */
  public Lanes(String name, Predicate<K> one, BiConsumer<K, Throwable> failed) {
    this.threads = new ItsmThreads(name);
    this.one = one;
    this.failed = failed;
  }

  /** Begins to work for somebody, unless enough threads do so already. Does not wait. */
  public void begin(K key) {
    Lane lane = lanes.computeIfAbsent(key, any -> new Lane());
    if (!lane.enter()) {
      return;
    }
    if (!threads.start(() -> work(key, lane))) {
      lane.abandon();
      LOG.debugf("All threads are busy; %s waits", key);
    }
  }

  private void work(K key, Lane lane) {
    try {
      do {
        while (one.test(key)) {
          // and the next
        }
      } while (!lane.leave());
    } catch (RuntimeException | Error failure) {
      lane.abandon();
      failed.accept(key, failure);
    }
  }

  /** Forgets those for whom nobody works. */
  public void tidy() {
    lanes.values().removeIf(Lane::idle);
  }

  /** Lets its threads end what they are at. */
  @Override
  public void close() {
    threads.close();
  }
}
