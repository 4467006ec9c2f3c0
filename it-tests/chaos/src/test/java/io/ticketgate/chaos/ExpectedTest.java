package io.ticketgate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.chaos.Expected.Outcome;
import io.ticketgate.chaos.Expected.State;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectedTest {

  private static final Instant END = Instant.parse("2026-11-29T12:00:00Z");

  private static List<State> allowed(Expected expected) {
    return Arrays.stream(State.values()).filter(expected::allows).toList();
  }

  private static Expected granted() {
    return Expected.nothing().after(State.ACTIVE, Outcome.DONE);
  }

  @Test
  void anAnsweredGrantMustBeThere() {
    assertThat(allowed(granted())).containsExactly(State.ACTIVE);
    assertThat(granted().isDoubtful()).isFalse();
  }

  @Test
  void aRefusedGrantMustNotBeThere() {
    Expected refused = Expected.nothing().after(State.ACTIVE, Outcome.REFUSED);

    assertThat(allowed(refused)).containsExactly(State.ABSENT);
  }

  @Test
  void anUnansweredGrantMayBeThereOrNot() {
    Expected unanswered = Expected.nothing().after(State.ACTIVE, Outcome.UNKNOWN);

    assertThat(allowed(unanswered)).containsExactly(State.ABSENT, State.ACTIVE);
    assertThat(unanswered.isDoubtful()).isTrue();
  }

  @Test
  void anAnsweredClosingEndsWhatMayBeThereAndMakesNothing() {
    Expected closed =
        Expected.nothing().after(State.ACTIVE, Outcome.UNKNOWN).after(State.REVOKED, Outcome.DONE);

    assertThat(allowed(closed)).containsExactly(State.ABSENT, State.REVOKED);
  }

  @Test
  void nothingLeadsOutOfAnEnd() {
    Expected ended = granted().after(State.REVOKED, Outcome.DONE);

    assertThat(allowed(ended.after(State.ACTIVE, Outcome.DONE))).containsExactly(State.REVOKED);
    assertThat(ended.hasEnded()).isTrue();
  }

  @Test
  void anUnansweredSuspensionLeavesBoth() {
    Expected either = granted().after(State.SUSPENDED, Outcome.UNKNOWN);

    assertThat(allowed(either)).containsExactly(State.ACTIVE, State.SUSPENDED);
    assertThat(either.hasEnded()).isFalse();
  }

  @Test
  void whatRunsOutIsLiveBeforeEitherForAWhileAndThenEnded() {
    Instant surely = END.plusSeconds(2);

    assertThat(allowed(granted().expiringAt(END, END.minusMillis(1), surely)))
        .containsExactly(State.ACTIVE);
    assertThat(allowed(granted().expiringAt(END, END, surely)))
        .containsExactly(State.ACTIVE, State.EXPIRED);
    assertThat(allowed(granted().expiringAt(END, surely, surely))).containsExactly(State.EXPIRED);
  }

  @Test
  void whatWasRevokedDoesNotExpire() {
    Expected revoked = granted().after(State.REVOKED, Outcome.DONE);

    assertThat(allowed(revoked.expiringAt(END, END.plusSeconds(9), END)))
        .containsExactly(State.REVOKED);
  }

  @Test
  void whatNobodyGrantedDoesNotExpire() {
    assertThat(allowed(Expected.nothing().expiringAt(END, END.plusSeconds(9), END)))
        .containsExactly(State.ABSENT);
  }
}
