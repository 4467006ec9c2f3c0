package io.ticketgate.keycloak.itsm;

import static io.ticketgate.keycloak.TestItsm.ticket;
import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.store.PollingState;
import io.ticketgate.keycloak.store.PollingState.Progress;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PollingTest {

  private static final TicketRef ONE = new TicketRef("snow", "CHG1");
  private static final TicketRef TWO = new TicketRef("snow", "CHG2");
  private static final Duration DAY = Duration.ofDays(1);

  private TestRealm realm = new TestRealm();

  private void run() {
    new Polling(realm.server.sessions(), new TicketUpdates(realm.jobs, realm.health), Runnable::run)
        .run();
  }

  private Binding bound(TicketRef ref, Instant readAt) {
    realm.knows(ticket(ref, "1", true), readAt);
    return realm.bind(
        new ABinding()
            .of(realm.user("holder-" + ref.key().toLowerCase(java.util.Locale.ROOT), true))
            .under(ref)
            .made(ago(Duration.ofMinutes(1)))
            .until(ago(DAY.negated())));
  }

  private void changes(String page, @Nullable String next, Instant at, String... keys) {
    realm.itsm.pages.put(
        page,
        new Changes(
            java.util.Arrays.stream(keys).map(key -> new Changes.Changed(key, at)).toList(), next));
  }

  /** Claimed as another node would, at a time when it is due again. */
  private Optional<Progress> claim(Duration later) {
    return realm.server.in(
        session -> new PollingState(session).claim(realm.systemId, ago(Duration.ZERO).plus(later)));
  }

  @Test
  void changedTicketsWithLiveBindingsAreReadOnEveryPageAndOthersAreNot() {
    Instant fresh = ago(Duration.ZERO);
    Binding first = bound(ONE, fresh);
    Binding second = bound(TWO, fresh);
    realm.itsm.has(ticket(ONE, "2", false));
    realm.itsm.has(ticket(TWO, "2", false));
    changes("", "page-2", fresh, "CHG1", "CHG99");
    changes("page-2", null, fresh, "CHG2");

    run();

    assertThat(realm.itsm.asked).containsExactly(ONE, TWO);
    assertThat(realm.binding(first.id()).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(realm.binding(second.id()).status()).isEqualTo(BindingStatus.REVOKED);
  }

  @Test
  void theFirstLookGoesBackAnHourAndTheNextOneBeginsShortlyBeforeTheNewestChange() {
    bound(ONE, ago(Duration.ZERO));
    Instant newest = ago(Duration.ofSeconds(10)).truncatedTo(ChronoUnit.MILLIS);
    changes("", null, newest, "CHG99");

    run();

    assertThat(realm.itsm.since.get(0))
        .isCloseTo(ago(Duration.ofMinutes(62)), within(30, ChronoUnit.SECONDS));
    assertThat(claim(DAY).orElseThrow().watermark()).isEqualTo(newest);
  }

  @Test
  void aSystemIsNotAskedAgainBeforeItsTime() {
    bound(ONE, ago(Duration.ZERO));
    changes("", null, ago(Duration.ZERO));

    run();
    run();

    assertThat(realm.itsm.since).hasSize(1);
  }

  @Test
  void aSystemThatNothingRestsOnIsNotAskedForChanges() {
    changes("", null, ago(Duration.ZERO));

    run();

    assertThat(realm.itsm.since).isEmpty();
  }

  @Test
  void aSystemThatIsNeverPolledIsNotAskedForChanges() {
    realm = new TestRealm(Map.of("pollEvery", "PT0S"));
    bound(ONE, ago(Duration.ZERO));

    run();

    assertThat(realm.itsm.since).isEmpty();
  }

  @Test
  void aChangeThatLiesAheadDoesNotHideWhatHappensUntilThen() {
    bound(ONE, ago(Duration.ZERO));
    changes("", null, ago(DAY.negated()), "CHG99");

    run();

    assertThat(claim(DAY).orElseThrow().watermark()).isBefore(ago(Duration.ofMinutes(-1)));
  }

  @Test
  void anInterruptedListingGoesOnAtItsPage() {
    bound(ONE, ago(Duration.ZERO));
    realm.itsm.has(ticket(ONE, "1", true));
    changes("", "page-2", ago(Duration.ZERO), "CHG99");
    realm.itsm.failOnPage = "page-2";

    run();

    Progress progress = claim(DAY).orElseThrow();
    assertThat(progress.page()).isEqualTo("page-2");
    assertThat(progress.watermark()).describedAs("not at its end").isBefore(ago(Duration.ZERO));
    assertThat(realm.health.of(realm.system()).orElseThrow().up()).isFalse();
  }

  @Test
  void anItsmThatAsksToWaitIsNotAskedBefore() {
    bound(ONE, ago(Duration.ZERO));
    realm.itsm.failure = new ItsmException.RateLimited("Slowly.", Duration.ofMinutes(30), null);

    run();

    assertThat(claim(DAY).orElseThrow().nextPoll()).isAfter(ago(Duration.ofMinutes(-29)));
  }

  @Test
  void aTicketThatNobodyHasReadForSomeTimeIsReadAgain() {
    Binding binding = bound(ONE, ago(Duration.ofMinutes(16)));
    bound(TWO, ago(Duration.ofMinutes(14)));
    realm.itsm.has(ticket(ONE, "2", false));

    run();

    assertThat(realm.itsm.asked).containsExactly(ONE);
    assertThat(realm.binding(binding.id()).status()).isEqualTo(BindingStatus.REVOKED);
  }

  @Test
  void aTicketThatCannotBeReadKeepsNoOtherOneFromBeingReadAgain() {
    bound(ONE, ago(Duration.ofHours(2)));
    Binding binding = bound(TWO, ago(Duration.ofHours(1)));
    realm.itsm.has(ticket(TWO, "2", false));

    run();

    assertThat(realm.itsm.asked).contains(ONE, TWO);
    assertThat(realm.binding(binding.id()).status()).isEqualTo(BindingStatus.REVOKED);
  }

  @Test
  void aSystemThatDoesNotAnswerIsRecheckedLater() {
    bound(ONE, ago(Duration.ofHours(2)));
    realm.itsm.failure = new ItsmException.Unavailable("No answer.", null, null);

    run();
    int asked = realm.itsm.asked.size();
    run();

    assertThat(realm.itsm.asked).hasSize(asked);
    assertThat(claim(DAY).orElseThrow().nextRecheck()).isAfter(ago(Duration.ofSeconds(-30)));
  }

  @Test
  void whatThisNodeHasDoneWithIsFreeForAnother() {
    bound(ONE, ago(Duration.ZERO));

    run();

    assertThat(claim(Duration.ofMinutes(2))).isPresent();
    assertThat(claim(Duration.ofMinutes(2))).isEmpty();
  }

  @Test
  void aSystemThatAnotherNodeHasIsLeftAlone() {
    bound(ONE, ago(Duration.ofHours(2)));
    realm.server.run(
        session -> {
          PollingState state = new PollingState(session);
          state.ensure(realm.systemId, realm.id, Instant.EPOCH);
          state.claim(realm.systemId, ago(Duration.ZERO));
        });

    run();

    assertThat(realm.itsm.asked).isEmpty();
    assertThat(realm.itsm.since).isEmpty();
  }
}
