package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.store.Notes.Claim;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class NotesTest extends GateRows {

  private static final TicketRef ONE = new TicketRef("snow", "CHG1");
  private static final TicketRef TWO = new TicketRef("snow", "CHG2");
  private static final Duration LEASE = Duration.ofMinutes(2);

  private void queue(TicketRef ticket, String text) {
    queue(realm, ticket, text, NOW);
  }

  private void queue(String realmId, TicketRef ticket, String text, Instant at) {
    server.run(own -> new Notes(own).queue(realmId, ticket, text, at));
  }

  private <T> T in(Function<Notes, T> work) {
    return server.in(own -> work.apply(new Notes(own)));
  }

  private String systemId() {
    return in(notes -> notes.systemsWithDue(NOW)).get(0);
  }

  private Optional<Claim> claim(Instant now) {
    String system = RowKey.of(realm, "snow");
    return in(notes -> notes.claim(system, now, LEASE));
  }

  @Test
  void notesOfATicketAreClaimedTogetherInTheOrderTheyWereQueued() {
    queue(ONE, "first");
    queue(ONE, "second");
    queue(TWO, "of another ticket");

    Claim claim = claim(NOW).orElseThrow();

    assertThat(claim.ticket()).isEqualTo(ONE);
    assertThat(claim.realmId()).isEqualTo(realm);
    assertThat(claim.text()).isEqualTo("first\nsecond");
    assertThat(claim.tries()).isZero();
    assertThat(claim(NOW).orElseThrow().text()).isEqualTo("of another ticket");
    assertThat(claim(NOW)).isEmpty();
  }

  @Test
  void aClaimedTicketIsFreeAgainWhenItsLeaseHasRunOut() {
    queue(ONE, "note");
    claim(NOW);

    assertThat(claim(NOW.plus(LEASE).minusMillis(1))).isEmpty();
    assertThat(claim(NOW.plus(LEASE))).isPresent();
  }

  @Test
  void aNoteQueuedMeanwhileWaitsForTheOlderOnesOfItsTicket() {
    queue(ONE, "first");
    Claim claim = claim(NOW).orElseThrow();
    queue(ONE, "second");

    assertThat(claim(NOW)).isEmpty();
    in(
        notes -> {
          notes.remove(claim);
          return true;
        });
    assertThat(claim(NOW).orElseThrow().text()).isEqualTo("second");
  }

  @Test
  void whatIsQueuedForLaterIsNotDue() {
    queue(realm, ONE, "later", NOW.plusMillis(1));

    assertThat(new Notes(session).systemsWithDue(NOW)).isEmpty();
    assertThat(claim(NOW)).isEmpty();
  }

  @Test
  void systemsWithSomethingDueAreToldApartByTheirRealm() {
    queue(ONE, "note");
    queue(TWO, "note");
    queue(otherRealm, ONE, "note", NOW);

    Notes notes = new Notes(session);
    assertThat(notes.systemsWithDue(NOW))
        .containsExactlyInAnyOrder(RowKey.of(realm, "snow"), RowKey.of(otherRealm, "snow"));
    assertThat(notes.systemsWithDue(NOW)).isSorted();
  }

  @Test
  void aSystemWhoseNotesAreAllClaimedHasNothingDue() {
    queue(ONE, "note");
    String system = systemId();
    assertThat(system).isEqualTo(RowKey.of(realm, "snow"));
    claim(NOW);

    assertThat(new Notes(session).systemsWithDue(NOW)).isEmpty();
  }

  @Test
  void joinedNotesStayWithinTheLengthThatAnItsmTakes() {
    queue(ONE, "a".repeat(5000));
    queue(ONE, "b".repeat(5000));

    assertThat(claim(NOW).orElseThrow().text()).isEqualTo("a".repeat(5000));
  }

  @Test
  void aSingleNoteThatIsTooLongIsClaimedAllTheSame() {
    queue(ONE, "a".repeat(9000));

    assertThat(claim(NOW).orElseThrow().text()).hasSize(9000);
  }

  @Test
  void aPostponedClaimIsTriedAgainAtItsTimeAndKnowsHowOftenItFailed() {
    queue(ONE, "note");
    Claim claim = claim(NOW).orElseThrow();

    int givenUp =
        in(notes -> notes.postpone(claim, "unavailable", NOW.plusSeconds(30), NOW.minusSeconds(1)));

    assertThat(givenUp).isZero();
    assertThat(claim(NOW.plusSeconds(29))).isEmpty();
    assertThat(claim(NOW.plusSeconds(30)).orElseThrow().tries()).isEqualTo(1);
  }

  @Test
  void aPostponedNoteThatWasQueuedTooLongAgoIsGivenUp() {
    queue(realm, ONE, "old", NOW.minusSeconds(100));
    queue(ONE, "new");
    Claim claim = claim(NOW).orElseThrow();

    int givenUp = in(notes -> notes.postpone(claim, "unavailable", NOW, NOW.minusSeconds(50)));

    assertThat(givenUp).isEqualTo(1);
    assertThat(claim(NOW).orElseThrow().text()).isEqualTo("new");
  }

  @Test
  void whoeverLostTheLeaseCannotPostponeTheClaimOfAnother() {
    queue(ONE, "note");
    Claim lost = claim(NOW).orElseThrow();
    Instant later = NOW.plus(LEASE);
    claim(later);

    int givenUp = in(notes -> notes.postpone(lost, "unavailable", later, later.plusSeconds(1)));

    assertThat(givenUp).isZero();
    assertThat(claim(later)).describedAs("it is the other's still").isEmpty();
  }

  @Test
  void aSystemIsForgottenInOneRealmOnly() {
    queue(ONE, "note");
    queue(otherRealm, ONE, "note", NOW);
    queue(new TicketRef("jira", "OPS-1"), "note");

    server.run(own -> new Notes(own).forgetSystem(realm, "snow"));

    assertThat(new Notes(session).systemsWithDue(NOW))
        .containsExactlyInAnyOrder(RowKey.of(realm, "jira"), RowKey.of(otherRealm, "snow"));
  }

  @Test
  void aRealmIsForgottenWithAllItsSystems() {
    queue(ONE, "note");
    queue(new TicketRef("jira", "OPS-1"), "note");
    queue(otherRealm, ONE, "note", NOW);

    server.run(own -> new Notes(own).forgetRealm(realm));

    assertThat(new Notes(session).systemsWithDue(NOW))
        .containsExactly(RowKey.of(otherRealm, "snow"));
  }
}
