package io.ticketgate.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestTest {

  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
  private static final Duration PAUSE = Duration.ofSeconds(2);

  @Test
  void nobodyAsksDuringTheRest() {
    Rest rest = Rest.first(NOW, PAUSE);

    assertThat(rest.over(NOW.plusSeconds(1))).isFalse();
    assertThat(rest.over(NOW.plusSeconds(2))).isTrue();
  }

  @Test
  void oneAsksAfterIt() {
    Rest probed = Rest.first(NOW, PAUSE).probe();

    assertThat(probed.over(NOW.plusSeconds(60))).isFalse();
    assertThat(probed.released().over(NOW.plusSeconds(60))).isTrue();
  }

  @Test
  void onlyTheOneWhoAskedMakesItLonger() {
    Rest first = Rest.first(NOW, PAUSE);

    assertThat(first.again(NOW.plusSeconds(1), Duration.ofHours(1)))
        .describedAs("a call from before the rest")
        .isEqualTo(first);
    assertThat(first.probe().again(NOW.plusSeconds(5), Duration.ofSeconds(4)))
        .isEqualTo(new Rest(2, NOW.plusSeconds(9), false));
  }
}
