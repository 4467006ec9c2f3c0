package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.store.Deliveries.Receipt;
import io.ticketgate.keycloak.store.DueDeliveries.Claim;
import io.ticketgate.keycloak.store.DueDeliveries.Sender;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliveriesTest extends GateRows {

  private static final TicketRef ONE = new TicketRef("snow", "CHG1");
  private static final TicketRef TWO = new TicketRef("snow", "CHG2");
  private static final Duration LEASE = Duration.ofSeconds(30);

  private Receipt receive(TicketRef ref, @Nullable String key, Instant now) {
    return new Deliveries(server.sessions(), realm).receive(ref, key, now);
  }

  private <T> T in(Function<DueDeliveries, T> work) {
    return server.in(own -> work.apply(new DueDeliveries(own)));
  }

  private Optional<Claim> claim(TicketRef ref, Instant now) {
    return in(due -> due.claim(realm, ref, now, LEASE));
  }

  private int done(Claim claim) {
    return in(due -> due.done(claim));
  }

  private List<TicketRef> due(Instant now) {
    return in(due -> due.due(new Sender(realm, "snow"), now, 100));
  }

  @Test
  void aDeliveryIsAcceptedOnceHoweverOftenItsSenderRepeatsIt() {
    assertThat(receive(ONE, "id-1", NOW)).isEqualTo(Receipt.ACCEPTED);
    assertThat(receive(ONE, "id-1", NOW.plusSeconds(9))).isEqualTo(Receipt.DUPLICATE);
    assertThat(receive(ONE, "id-2", NOW)).isEqualTo(Receipt.ACCEPTED);
  }

  @Test
  void aRepetitionIsKnownAlsoWhenItsTicketHasBeenRead() {
    receive(ONE, "id-1", NOW);
    Claim claim = claim(ONE, NOW).orElseThrow();
    done(claim);

    assertThat(receive(ONE, "id-1", NOW)).isEqualTo(Receipt.DUPLICATE);
    assertThat(due(NOW)).isEmpty();
  }

  @Test
  void deliveriesOfTwoRealmsOrSystemsWithOneIdAreTwo() {
    receive(ONE, "id-1", NOW);

    assertThat(new Deliveries(server.sessions(), otherRealm).receive(ONE, "id-1", NOW))
        .isEqualTo(Receipt.ACCEPTED);
    assertThat(receive(new TicketRef("jira", "CHG1"), "id-1", NOW)).isEqualTo(Receipt.ACCEPTED);
  }

  @Test
  void withoutAnIdOneRowWaitsForTheTicket() {
    assertThat(receive(ONE, null, NOW)).isEqualTo(Receipt.ACCEPTED);
    assertThat(receive(ONE, null, NOW)).isEqualTo(Receipt.COALESCED);

    Claim claim = claim(ONE, NOW).orElseThrow();
    assertThat(done(claim)).isEqualTo(1);
    assertThat(receive(ONE, null, NOW.plusSeconds(1)))
        .describedAs("what it waited for was done")
        .isEqualTo(Receipt.ACCEPTED);
    assertThat(due(NOW.plusSeconds(1))).containsExactly(ONE);
  }

  @Test
  void whatIsReceivedDuringTheReadingWaitsForAnotherReading() {
    receive(ONE, null, NOW);
    Claim claim = claim(ONE, NOW).orElseThrow();
    receive(ONE, null, NOW);

    assertThat(done(claim)).isZero();

    assertThat(due(NOW.plusMillis(1))).containsExactly(ONE);
    assertThat(claim(ONE, NOW.plusMillis(1))).isPresent();
  }

  @Test
  void aClaimedTicketIsNobodyElsesUntilTheLeaseHasRunOut() {
    receive(ONE, "id-1", NOW);
    assertThat(claim(ONE, NOW)).isPresent();

    assertThat(claim(ONE, NOW)).isEmpty();
    assertThat(due(NOW)).isEmpty();
    assertThat(claim(ONE, NOW.plus(LEASE).minusMillis(1))).isEmpty();
    assertThat(due(NOW.plus(LEASE))).containsExactly(ONE);
    assertThat(claim(ONE, NOW.plus(LEASE))).isPresent();
  }

  @Test
  void aLostLeaseChangesNothingOfTheClaimThatFollowed() {
    receive(ONE, "id-1", NOW);
    Claim lost = claim(ONE, NOW).orElseThrow();
    claim(ONE, NOW.plus(LEASE));

    in(due -> due.tried(lost, tries -> NOW));

    assertThat(claim(ONE, NOW.plus(LEASE))).isEmpty();
  }

  @Test
  void oneReadingIsForEveryDeliveryOfTheTicket() {
    receive(ONE, "id-1", NOW);
    receive(ONE, "id-2", NOW);
    receive(TWO, "id-3", NOW);

    assertThat(due(NOW)).containsExactlyInAnyOrder(ONE, TWO);
    Claim claim = claim(ONE, NOW).orElseThrow();
    assertThat(claim.ref()).isEqualTo(ONE);
    assertThat(done(claim)).isEqualTo(2);
    assertThat(due(NOW)).containsExactly(TWO);
  }

  @Test
  void aSuccessfulReadingIsAlsoForWhatWaitedForALaterTry() {
    receive(ONE, "id-1", NOW);
    Claim first = claim(ONE, NOW).orElseThrow();
    in(due -> due.tried(first, tries -> NOW.plusSeconds(60)));
    receive(ONE, "id-2", NOW.plusSeconds(1));

    Claim second = claim(ONE, NOW.plusSeconds(1)).orElseThrow();

    assertThat(done(second)).isEqualTo(2);
    assertThat(due(NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void whatBroughtNothingIsTriedAgainAtTheGivenTimeAndGivenUpInTheEnd() {
    receive(ONE, "id-1", NOW);
    List<Integer> counts = new ArrayList<>();
    Claim first = claim(ONE, NOW).orElseThrow();
    int givenUp =
        in(
            due ->
                due.tried(
                    first,
                    tries -> {
                      counts.add(tries);
                      return NOW.plusSeconds(10);
                    }));
    assertThat(givenUp).isZero();
    assertThat(due(NOW.plusSeconds(9))).isEmpty();

    Claim second = claim(ONE, NOW.plusSeconds(10)).orElseThrow();
    int last =
        in(
            due ->
                due.tried(
                    second,
                    tries -> {
                      counts.add(tries);
                      return null;
                    }));

    assertThat(last).isEqualTo(1);
    assertThat(counts).containsExactly(1, 2);
    assertThat(due(NOW.plusSeconds(100_000))).isEmpty();
  }

  @Test
  void sendersAreThoseOfWhomSomethingIsDueAndUnclaimed() {
    receive(ONE, "id-1", NOW);
    receive(new TicketRef("jira", "OPS-1"), "id-1", NOW.plusSeconds(5));
    new Deliveries(server.sessions(), otherRealm).receive(ONE, "id", NOW);
    server.run(own -> new DueDeliveries(own).claim(otherRealm, ONE, NOW, LEASE));

    DueDeliveries due = new DueDeliveries(session);
    assertThat(due.senders(NOW)).containsExactly(new Sender(realm, "snow"));
    assertThat(due.senders(NOW.plusSeconds(5)))
        .containsExactlyInAnyOrder(new Sender(realm, "snow"), new Sender(realm, "jira"));
  }

  @Test
  void theLongestWaitingTicketComesFirst() {
    receive(TWO, "id-1", NOW.plusSeconds(2));
    receive(ONE, "id-2", NOW.plusSeconds(1));

    assertThat(due(NOW.plusSeconds(2))).containsExactly(ONE, TWO);
    assertThat(new DueDeliveries(session).due(new Sender(realm, "snow"), NOW.plusSeconds(2), 1))
        .containsExactly(ONE);
  }

  @Test
  void oldDeliveriesAreForgottenSomeAtATimeOldestFirst() {
    receive(ONE, "id-1", NOW);
    receive(ONE, "id-2", NOW.plusSeconds(1));
    receive(ONE, "id-3", NOW.plusSeconds(2));
    Instant before = NOW.plusSeconds(2);

    assertThat(new DueDeliveries(session).forget(before, 1)).isEqualTo(1);
    assertThat(new DueDeliveries(session).forget(before, 10)).isEqualTo(1);
    assertThat(new DueDeliveries(session).forget(before, 10)).isZero();
    session.close();

    assertThat(receive(ONE, "id-1", NOW)).isEqualTo(Receipt.ACCEPTED);
    assertThat(receive(ONE, "id-3", NOW)).isEqualTo(Receipt.DUPLICATE);
  }
}
