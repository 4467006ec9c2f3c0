package io.ticketgate.keycloak.server;

import org.jboss.logging.Logger;

/**
 * A task that outlives its failures. All timed tasks of a Keycloak node, its own and those of
 * extensions, share one {@link java.util.Timer} (26.7.3, {@code BasicTimerProvider}). A task that
 * throws ends the thread of that timer, and with it all of them until the node starts again: one
 * lost database connection would stop expiry, clean-up and webhooks for good.
 *
 * <p>Of several failures in a row only the first is an error in the log.
 */
public final class TimedTask implements Runnable {

  private static final Logger LOG = Logger.getLogger(TimedTask.class);

  private final String name;
  private final Runnable work;

  /** Only the timer's thread reads and writes it. */
  private boolean failing;

  /**
   * @param name for the log
   */
  public TimedTask(String name, Runnable work) {
    this.name = name;
    this.work = work;
  }

  @Override
  public void run() {
    try {
      work.run();
      if (failing) {
        LOG.infof("%s runs again.", name);
      }
      failing = false;
    } catch (Throwable failure) {
      // An Error too: whatever it is, the other tasks have no part in it.
      LOG.logf(
          failing ? Logger.Level.DEBUG : Logger.Level.ERROR,
          failure,
          "%s failed; it is run again.",
          name);
      failing = true;
    }
  }
}
