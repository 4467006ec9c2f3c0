package io.ticketgate.keycloak.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimedTaskTest {

  private final Timer timer = new Timer(true);

  @AfterEach
  void stop() {
    timer.cancel();
  }

  private void schedule(Runnable work) {
    TimedTask task = new TimedTask("task", work);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            task.run();
          }
        },
        0,
        10);
  }

  private static boolean reached(CountDownLatch runs) throws InterruptedException {
    return runs.await(20, TimeUnit.SECONDS);
  }

  @Test
  void aFailureKeepsNeitherTheTaskNorAnyOtherFromRunning() throws InterruptedException {
    CountDownLatch failing = new CountDownLatch(3);
    CountDownLatch other = new CountDownLatch(3);
    schedule(
        () -> {
          failing.countDown();
          throw new IllegalStateException("no database");
        });
    schedule(other::countDown);

    assertThat(reached(failing)).isTrue();
    assertThat(reached(other)).isTrue();
  }

  @Test
  void anErrorDoesNeither() throws InterruptedException {
    CountDownLatch failing = new CountDownLatch(3);
    schedule(
        () -> {
          failing.countDown();
          throw new StackOverflowError();
        });

    assertThat(reached(failing)).isTrue();
  }
}
