package io.ticketgate.keycloak.rest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final long SECOND = 1_000_000_000L;

  private final Limits limits = new Limits(2);

  private int taken(String realm, String system, long at) {
    int taken = 0;
    while (limits.ofSystem(realm, system, at).isZero()) {
      taken++;
    }
    return taken;
  }

  @Test
  void aBurstOfTenSecondsAndThenSoManyASecond() {
    assertThat(taken("r", "snow", 0)).isEqualTo(20);
    assertThat(taken("r", "snow", SECOND)).isEqualTo(2);
    assertThat(taken("r", "snow", 4 * SECOND)).isEqualTo(6);
    assertThat(taken("r", "snow", 3600 * SECOND)).isEqualTo(20);
  }

  @Test
  void saysHowLongToWait() {
    taken("r", "snow", 0);

    Duration wait = limits.ofSystem("r", "snow", 0);

    assertThat(wait).isEqualTo(Duration.ofMillis(500));
    assertThat(limits.ofSystem("r", "snow", wait.toNanos())).isZero();
  }

  @Test
  void nobodyPaysForAnother() {
    taken("r", "snow", 0);

    assertThat(taken("r", "jira", 0)).isEqualTo(20);
    assertThat(taken("other", "snow", 0)).isEqualTo(20);
  }

  @Test
  void whoReadsTheLogTakesNothingFromASender() {
    int read = 0;
    while (limits.ofLogReader("r", "10.0.0.1", 0).isZero()) {
      read++;
    }
    assertThat(read).isEqualTo(100);
    assertThat(limits.ofAddress("r", "10.0.0.1", 0)).isZero();
    assertThat(limits.ofLogReader("r", "10.0.0.2", 0)).isZero();
  }

  @Test
  void aFloodOfTheUnknownTakesNothingFromTheKnown() {
    int flood = 0;
    while (limits.ofAddress("r", "192.0.2.1", 0).isZero()) {
      flood++;
    }

    assertThat(flood).isEqualTo(100);
    assertThat(limits.ofAddress("r", "192.0.2.2", 0)).isZero();
    assertThat(taken("r", "snow", 0)).isEqualTo(20);
  }

  @Test
  void aClockThatGoesBackGivesNothing() {
    taken("r", "snow", 10 * SECOND);

    assertThat(taken("r", "snow", 0)).isZero();
  }
}
