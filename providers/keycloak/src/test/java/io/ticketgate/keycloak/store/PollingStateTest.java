package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static io.ticketgate.keycloak.store.PollingState.LEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.keycloak.store.PollingState.Progress;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PollingStateTest extends GateRows {

  private static final String SYSTEM = "system-id";
  private static final Instant BEGINNING = NOW.minusSeconds(3600);

  private <T> T in(Function<PollingState, T> work) {
    return server.in(own -> work.apply(new PollingState(own)));
  }

  private Optional<Progress> claim(Instant now) {
    return in(state -> state.claim(SYSTEM, now));
  }

  @BeforeEach
  void aSystem() {
    server.run(own -> new PollingState(own).ensure(SYSTEM, realm, BEGINNING));
  }

  @Test
  void aNewSystemIsDueAtOnceAndBeginsWhereItWasTold() {
    Progress progress = claim(NOW).orElseThrow();

    assertThat(progress.watermark()).isEqualTo(BEGINNING);
    assertThat(progress.newest()).isEqualTo(BEGINNING);
    assertThat(progress.page()).isNull();
    assertThat(progress.claimedUntil()).isEqualTo(NOW.plus(LEASE));
  }

  @Test
  void anEnsuredSystemKeepsItsProgress() {
    server.run(own -> new PollingState(own).ensure(SYSTEM, realm, NOW));

    assertThat(claim(NOW).orElseThrow().watermark()).isEqualTo(BEGINNING);
  }

  @Test
  void aClaimedSystemIsNobodyElsesUntilTheLeaseHasRunOut() {
    claim(NOW);

    assertThat(claim(NOW.plus(LEASE))).isEmpty();
    assertThat(claim(NOW.plus(LEASE).plusMillis(1))).isPresent();
  }

  @Test
  void aSystemIsDueWhenEitherPollOrRecheckIs() {
    Progress progress = claim(NOW).orElseThrow();
    Progress later = progress.pollAt(NOW.plusSeconds(20)).recheckAt(NOW.plusSeconds(10));
    in(state -> state.write(later, Instant.EPOCH));

    assertThat(claim(NOW.plusSeconds(9))).isEmpty();
    assertThat(claim(NOW.plusSeconds(10))).isPresent();
  }

  @Test
  void whatWasWrittenIsWhereTheNextOneGoesOn() {
    Progress claimed = claim(NOW).orElseThrow();
    Progress listed =
        in(state -> state.write(claimed.listed("page-2", NOW.minusSeconds(5)), NOW.plus(LEASE)));
    in(state -> state.write(listed, Instant.EPOCH));

    Progress next = claim(NOW).orElseThrow();
    assertThat(next.page()).isEqualTo("page-2");
    assertThat(next.newest()).isEqualTo(NOW.minusSeconds(5));
    assertThat(next.watermark()).isEqualTo(BEGINNING);
  }

  @Test
  void aListingThatCameToItsEndMovesTheWatermarkAndForgetsThePage() {
    Progress claimed = claim(NOW).orElseThrow();
    Progress done = claimed.listed("page-2", NOW).polled(NOW.minusSeconds(1), NOW);
    in(state -> state.write(done, Instant.EPOCH));

    Progress next = claim(NOW).orElseThrow();
    assertThat(next.page()).isNull();
    assertThat(next.watermark()).isEqualTo(NOW.minusSeconds(1));
    assertThat(next.newest()).isEqualTo(NOW.minusSeconds(1));
  }

  @Test
  void whoeverLostTheLeaseWritesNothing() {
    Progress lost = claim(NOW).orElseThrow();
    Instant later = NOW.plus(LEASE).plusMillis(1);
    claim(later);

    assertThatThrownBy(() -> in(state -> state.write(lost.polled(NOW, NOW), NOW.plus(LEASE))))
        .hasStackTraceContaining("Another node polls this system now.");
    assertThat(claim(later.plus(LEASE).plusMillis(1)).orElseThrow().watermark())
        .isEqualTo(BEGINNING);
  }

  @Test
  void aPageThatIsTooLongForItsColumnIsReadFromTheFirstAgain() {
    Progress claimed = claim(NOW).orElseThrow();
    in(state -> state.write(claimed.listed("p".repeat(2001), NOW), Instant.EPOCH));
    assertThat(claim(NOW).orElseThrow().page()).isNull();
  }

  @Test
  void aPageThatFillsItsColumnIsKept() {
    Progress claimed = claim(NOW).orElseThrow();
    in(state -> state.write(claimed.listed("p".repeat(2000), NOW), Instant.EPOCH));
    assertThat(claim(NOW).orElseThrow().page()).hasSize(2000);
  }

  @Test
  void aSystemThatIsConfiguredNoLongerIsForgotten() {
    server.run(own -> new PollingState(own).forgetRemoved());

    assertThat(claim(NOW)).isEmpty();
  }
}
