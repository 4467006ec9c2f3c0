package io.ticketgate.keycloak.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.TestServer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.keycloak.executors.ExecutorsProvider;

class OwnThreadTest {

  private final Pool pool = new Pool();
  private final TestServer server =
      new TestServer()
          .provider(ExecutorsProvider.class, any -> Fake.of(ExecutorsProvider.class, pool));
  private final AtomicInteger runs = new AtomicInteger();

  /** Keeps the work until the test does it; reached by {@link Fake}. */
  public static final class Pool {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean stopping;
    private boolean broken;

    public ExecutorService getExecutor(String name) {
      return Fake.of(ExecutorService.class, this);
    }

    public void execute(Runnable work) {
      if (stopping) {
        throw new RejectedExecutionException();
      }
      if (broken) {
        throw new IllegalStateException("expected by this test");
      }
      waiting.add(work);
    }

    private void work() {
      waiting.remove().run();
    }
  }

  @Test
  void theWorkIsHandedToAnotherThread() {
    new OwnThread(server.sessions(), runs::incrementAndGet).run();

    assertThat(runs).hasValue(0);
    pool.work();
    assertThat(runs).hasValue(1);
  }

  @Test
  void aRunThatGoesOnStillIsNotJoinedByAnother() {
    OwnThread thread = new OwnThread(server.sessions(), runs::incrementAndGet);
    thread.run();
    thread.run();

    assertThat(pool.waiting).hasSize(1);
    pool.work();
    thread.run();
    assertThat(pool.waiting).describedAs("the first has ended").hasSize(1);
  }

  @Test
  void whoeverNeedsItSoonGetsAnotherRunAfterTheOneThatGoesOn() {
    OwnThread[] thread = new OwnThread[1];
    thread[0] =
        new OwnThread(
            server.sessions(),
            () -> {
              if (runs.incrementAndGet() == 1) {
                thread[0].soon();
              }
            });
    thread[0].run();

    pool.work();

    assertThat(runs).hasValue(2);
    assertThat(pool.waiting).isEmpty();
  }

  @Test
  void workThatFailsIsRunAgainTheNextTime() {
    OwnThread thread =
        new OwnThread(
            server.sessions(),
            () -> {
              runs.incrementAndGet();
              throw new IllegalStateException("expected by this test");
            });
    thread.run();
    pool.work();
    thread.run();
    pool.work();

    assertThat(runs).hasValue(2);
  }

  @Test
  void aServerThatStopsTakesNoWorkAndBreaksNothing() {
    OwnThread thread = new OwnThread(server.sessions(), runs::incrementAndGet);
    pool.stopping = true;
    thread.run();
    pool.stopping = false;

    thread.run();

    assertThat(pool.waiting).hasSize(1);
  }

  @Test
  void aThreadThatCouldNotBeHadIsAskedForAgain() {
    OwnThread thread = new OwnThread(server.sessions(), runs::incrementAndGet);
    pool.broken = true;
    assertThatThrownBy(thread::run).isInstanceOf(IllegalStateException.class);
    pool.broken = false;

    thread.run();

    assertThat(pool.waiting).hasSize(1);
  }
}
