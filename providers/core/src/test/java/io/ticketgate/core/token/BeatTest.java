package io.ticketgate.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeatTest {

  private static final Instant STARTED = Instant.parse("2026-11-29T12:00:00Z");
  private static final Instant BEFORE = STARTED.minusSeconds(3600);

  private static Beat beat(String run, long count) {
    return new Beat(run, BEFORE, count);
  }

  @Test
  void aNodeThatIsAloneKnowsNothingOfBefore() {
    assertThat(Beat.since(STARTED, List.of(), List.of())).isEqualTo(STARTED);
  }

  @Test
  void aRunThatIsAliveProvesWhatWasBefore() {
    assertThat(Beat.since(STARTED, List.of(beat("a", 7)), List.of(beat("a", 8)))).isEqualTo(BEFORE);
  }

  @Test
  void aRunThatHasEndedProvesNothing() {
    assertThat(Beat.since(STARTED, List.of(beat("a", 7)), List.of(beat("a", 7))))
        .isEqualTo(STARTED);
  }

  @Test
  void norDoesOneThatCameLater() {
    assertThat(Beat.since(STARTED, List.of(beat("a", 7)), List.of(beat("b", 1))))
        .isEqualTo(STARTED);
  }

  @Test
  void theEarliestOfSeveralCountsAndNeverALaterOne() {
    Beat late = new Beat("late", STARTED.plusSeconds(5), 1);
    List<Beat> then = List.of(beat("a", 1), new Beat("b", BEFORE.minusSeconds(9), 1), late);
    List<Beat> now =
        List.of(
            beat("a", 2),
            new Beat("b", BEFORE.minusSeconds(9), 2),
            new Beat("late", late.since(), 2));

    assertThat(Beat.since(STARTED, then, now)).isEqualTo(BEFORE.minusSeconds(9));
    assertThat(Beat.since(STARTED, List.of(late), List.of(now.get(2)))).isEqualTo(STARTED);
  }

  @Test
  void runsWithoutASignOfLifeAreSilent() {
    assertThat(
            Beat.silent(
                List.of(beat("a", 1), beat("b", 1)),
                List.of(beat("a", 2), beat("b", 1), beat("c", 1))))
        .containsExactly("b");
  }
}
