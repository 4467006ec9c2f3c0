package io.ticketgate.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestRetentionTest {

  private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FIRST = RequestRetention.firstLook(ASKED);
  private static final Duration WEEK = Duration.ofDays(7);

  private static Optional<Instant> next(
      boolean open, boolean live, @Nullable Instant endedAt, Instant now) {
    return new RequestRetention(ASKED, open, live, endedAt).nextLook(now);
  }

  @Test
  void whatCameToNothingIsForgottenAfterNinetyDays() {
    assertThat(FIRST).isEqualTo(ASKED.plus(Duration.ofDays(90)));
    assertThat(next(false, false, null, FIRST.minusMillis(1))).contains(FIRST);
    assertThat(next(false, false, null, FIRST)).isEmpty();
  }

  @Test
  void whatWasGrantedIsKeptForNinetyDaysAfterItsEnd() {
    Instant ended = ASKED.plus(Duration.ofDays(80));
    assertThat(next(false, false, ended, FIRST)).contains(ended.plus(RequestRetention.KEPT));
    assertThat(next(false, false, ended, ended.plus(RequestRetention.KEPT))).isEmpty();
    assertThat(next(false, false, ASKED.minusSeconds(1), FIRST)).isEmpty();
  }

  @Test
  void whatIsLiveIsKept() {
    Instant late = ASKED.plus(Duration.ofDays(4000));
    assertThat(next(true, true, null, late)).contains(late.plus(WEEK));
    assertThat(next(false, true, null, late)).contains(late.plus(WEEK));
  }

  @Test
  void aTicketThatNeverClosesKeepsItForAYear() {
    assertThat(next(true, false, null, FIRST)).contains(FIRST.plus(WEEK));
    Instant year = ASKED.plus(RequestRetention.LONGEST_OPEN);
    assertThat(next(true, false, null, year.minusMillis(1))).isPresent();
    assertThat(next(true, false, null, year)).isEmpty();
  }
}
