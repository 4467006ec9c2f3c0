package io.ticketgate.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

  @Test
  void doublesWithEachFailureUpToTheLimit() {
    assertThat(BACKOFF.after(1, 0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(BACKOFF.after(2, 0)).isEqualTo(Duration.ofSeconds(2));
    assertThat(BACKOFF.after(9, 0)).isEqualTo(Duration.ofSeconds(256));
    assertThat(BACKOFF.after(10, 0)).isEqualTo(Duration.ofMinutes(5));
    assertThat(BACKOFF.after(Integer.MAX_VALUE, 0)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void chanceTakesAwayUpToHalf() {
    assertThat(BACKOFF.after(3, 1)).isEqualTo(Duration.ofSeconds(2));
    assertThat(BACKOFF.after(3, 0.5)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void isNeverNothing() {
    assertThat(BACKOFF.after(0, 1)).isPositive();
    assertThat(BACKOFF.after(1, 7)).isPositive();
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
