package io.ticketgate.keycloak.itsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LaneTest {

  @Test
  void fourWorkAndAFifthIsTurnedAway() {
    Lane lane = new Lane();
    for (int i = 0; i < 4; i++) {
      assertThat(lane.enter()).isTrue();
    }

    assertThat(lane.enter()).isFalse();
  }

  @Test
  void whatCameForAFullLaneIsLookedForByOneOfThoseAtWork() {
    Lane lane = new Lane();
    for (int i = 0; i < 5; i++) {
      lane.enter();
    }

    assertThat(lane.leave()).isFalse();
    assertThat(lane.leave()).isTrue();
    assertThat(lane.enter()).describedAs("one has left").isTrue();
  }

  @Test
  void aLaneIsIdleWhenAllHaveLeftOrGivenUp() {
    Lane lane = new Lane();
    lane.enter();
    lane.enter();
    assertThat(lane.idle()).isFalse();

    lane.leave();
    lane.abandon();

    assertThat(lane.idle()).isTrue();
  }

  @Test
  void sixteenThreadsWaitForItsmsAndNothingQueues() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(16);
    try (ItsmThreads threads = new ItsmThreads("test")) {
      for (int i = 0; i < 16; i++) {
        assertThat(
                threads.start(
                    () -> {
                      busy.countDown();
                      try {
                        end.await(10, TimeUnit.SECONDS);
                      } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                      }
                    }))
            .isTrue();
      }
      assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();

      assertThat(threads.start(() -> {})).isFalse();
      AtomicReference<Thread> worker = new AtomicReference<>();
      threads.execute(() -> worker.set(Thread.currentThread()));
      assertThat(worker.get()).isSameAs(Thread.currentThread());
      end.countDown();
    }
  }

  @Test
  void aThreadHasItsNameAndKeepsNoServerAlive() throws InterruptedException {
    AtomicReference<Thread> worker = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    try (ItsmThreads threads = new ItsmThreads("ticket-gate-test")) {
      threads.execute(
          () -> {
            worker.set(Thread.currentThread());
            done.countDown();
          });
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(worker.get())
        .isNotNull()
        .returns("ticket-gate-test-1", Thread::getName)
        .returns(true, Thread::isDaemon);
  }

  @Test
  void closedThreadsStartNothing() {
    ItsmThreads threads = new ItsmThreads("test");
    threads.close();

    assertThat(threads.start(() -> {})).isFalse();
  }
}
