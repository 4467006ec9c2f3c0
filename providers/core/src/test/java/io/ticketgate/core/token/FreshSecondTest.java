package io.ticketgate.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FreshSecondTest {

  private static final Instant NOW = Instant.ofEpochMilli(1_000_300);

  @Test
  void theRestOfTheSecondIsWaitedForInWhichTokensEnded() {
    assertThat(FreshSecond.wait(1001, NOW)).isEqualTo(Duration.ofMillis(700));
  }

  @Test
  void nobodyWaitsForWhatIsPastOrWasNeverSet() {
    assertThat(FreshSecond.wait(0, NOW)).isZero();
    assertThat(FreshSecond.wait(1000, NOW)).isZero();
    assertThat(FreshSecond.wait(1001, Instant.ofEpochSecond(1001))).isZero();
  }

  @Test
  void nobodyWaitsForATimeThatAnAdministratorHasSet() {
    assertThat(FreshSecond.wait(1003, NOW)).isZero();
  }
}
