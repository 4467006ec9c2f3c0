package io.ticketgate.keycloak.server;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Work that waits for an ITSM. All timed tasks of a Keycloak node share one thread, so this is
 * handed to another one, unless the last run goes on still.
 */
public final class OwnThread implements Runnable {

  private static final Logger LOG = Logger.getLogger(OwnThread.class);

  /** The name of the threads' pool, for Keycloak's settings of it. */
  private static final String EXECUTOR = "ticket-gate";

  private final KeycloakSessionFactory factory;
  private final Runnable work;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicBoolean again = new AtomicBoolean();

  public OwnThread(KeycloakSessionFactory factory, Runnable work) {
    this.factory = factory;
    this.work = work;
  }

  @Override
  public void run() {
    if (!busy.compareAndSet(false, true)) {
      return;
    }
    try (KeycloakSession session = factory.create()) {
      session.getProvider(ExecutorsProvider.class).getExecutor(EXECUTOR).execute(this::work);
    } catch (RejectedExecutionException stopping) {
      busy.set(false);
    } catch (RuntimeException failure) {
      // Nobody has begun: or else every later run would wait for that.
      busy.set(false);
      throw failure;
    }
  }

  /** As {@link #run}; when a run goes on, another one follows it. */
  public void soon() {
    again.set(true);
    run();
  }

  private void work() {
    try {
      do {
        again.set(false);
        work.run();
      } while (again.get());
    } catch (RuntimeException failure) {
      LOG.errorf(failure, "%s failed; it is run again.", work.getClass().getSimpleName());
    } finally {
      busy.set(false);
    }
    if (again.get()) {
      run();
    }
  }
}
