package io.ticketgate.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliveryOutcomeTest {

  private static final Instant QUEUED = Instant.parse("2026-11-30T08:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration PAUSE = Duration.ofSeconds(4);

  private static DeliveryOutcome after(Duration age, @Nullable Duration asked) {
    return DeliveryOutcome.afterFailure(QUEUED, DAY, PAUSE, asked, QUEUED.plus(age));
  }

  @Test
  void isTriedAgainAfterThePause() {
    assertThat(after(Duration.ZERO, null)).isEqualTo(new DeliveryOutcome.Again(QUEUED.plus(PAUSE)));
  }

  @Test
  void waitsAsLongAsTheSubscriberAsks() {
    assertThat(after(Duration.ZERO, Duration.ofMinutes(2)))
        .isEqualTo(new DeliveryOutcome.Again(QUEUED.plusSeconds(120)));
    assertThat(after(Duration.ZERO, Duration.ofSeconds(1)))
        .isEqualTo(new DeliveryOutcome.Again(QUEUED.plus(PAUSE)));
  }

  @Test
  void isTriedALastTimeAtTheEndOfThePatience() {
    assertThat(after(DAY.minusSeconds(1), null))
        .isEqualTo(new DeliveryOutcome.Again(QUEUED.plus(DAY)));
    assertThat(after(Duration.ZERO, Duration.ofDays(30)))
        .isEqualTo(new DeliveryOutcome.Again(QUEUED.plus(DAY)));
  }

  @Test
  void isDeadOnceThePatienceIsOver() {
    assertThat(after(DAY, null)).isEqualTo(new DeliveryOutcome.Dead());
  }
}
