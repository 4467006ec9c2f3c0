package io.ticketgate.keycloak.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestsTest {

  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

  private final Rests rests = new Rests(() -> 0);

  @Test
  void oneThatAnswersIsAskedByAll() {
    assertThat(rests.enter("siem", NOW)).isTrue();
    assertThat(rests.enter("siem", NOW)).isTrue();
    assertThat(rests.answered("siem")).isFalse();
  }

  @Test
  void oneThatFailedIsLeftAloneAndThenAskedByOne() {
    rests.failed("siem", null, NOW);

    assertThat(rests.enter("siem", NOW)).isFalse();
    assertThat(rests.enter("pam", NOW)).isTrue();
    assertThat(rests.enter("siem", NOW.plusSeconds(1))).isTrue();
    assertThat(rests.enter("siem", NOW.plusSeconds(1))).isFalse();
    rests.nothing("siem");
    assertThat(rests.enter("siem", NOW.plusSeconds(1))).isTrue();
    rests.failed("siem", null, NOW.plusSeconds(1));
    assertThat(rests.enter("siem", NOW.plusSeconds(2))).isFalse();
    assertThat(rests.enter("siem", NOW.plusSeconds(3))).isTrue();
    assertThat(rests.answered("siem")).isTrue();
    assertThat(rests.enter("siem", NOW)).isTrue();
  }

  @Test
  void aSubscriberMayAskForALongerRestButNotForALongOne() {
    rests.failed("siem", Duration.ofSeconds(20), NOW);
    assertThat(rests.enter("siem", NOW.plusSeconds(19))).isFalse();
    assertThat(rests.enter("siem", NOW.plusSeconds(20))).isTrue();
    rests.failed("siem", Duration.ofDays(20), NOW);
    assertThat(rests.enter("siem", NOW.plusSeconds(60))).isTrue();
  }
}
