package io.ticketgate.core.binding;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.grantUntil;
import static io.ticketgate.core.InMemoryRealm.ADMIN;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.Grants;
import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.refusal.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndingsTest {

  private static final Instant LATER = T0.plusSeconds(60);

  /** The sessions of alice that carried the role, and no other. */
  private static final String WITH_DB_ADMIN = "u-alice with role db-admin";

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void protectDbAdmin() {
    realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT8H", "lifetime.default=PT2H");
    approved("demo:CHG-1", "alice", DB_ADMIN);
    approved("demo:CHG-2", "alice", DB_ADMIN);
    approved("demo:CHG-3", "alice", OPS);
    approved("demo:CHG-4", "bella", DB_ADMIN);
  }

  private void approved(String ref, String requestedFor, Entitlement asked) {
    realm.receive(ticket(ref).requestedFor(requestedFor).asks(asked).approvedBy("bob"), T0);
  }

  private Binding bind(String ticket, Subject subject, Entitlement entitlement) {
    return realm.bind(grant(ticket, subject, entitlement), T0).binding();
  }

  @Test
  void takesTheGrantBackAndEndsTheSessions() {
    Binding binding = bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.end(EndCause.ADMIN, LATER, binding);
    Binding ended = realm.binding("b1");
    assertThat(ended.status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(ended.cause()).isEqualTo(EndCause.ADMIN);
    assertThat(ended.endedAt()).isEqualTo(LATER);
    assertThat(realm.roles(ALICE)).isEmpty();
    assertThat(realm.sessionsEnded()).containsExactly(WITH_DB_ADMIN);
    assertThat(realm.transitions().get(1))
        .isEqualTo(
            new Transition(
                "b1",
                BindingStatus.ACTIVE,
                BindingStatus.REVOKED,
                EndCause.ADMIN,
                LATER,
                ADMIN,
                new Detail.Reason("because")));
  }

  @Test
  void endsEverySessionOfSomebodyWhoHeldTheRoleBeforeTheBinding() {
    realm.map(ALICE.id(), DB_ADMIN);
    realm.end(EndCause.ADMIN, LATER, bind("demo:CHG-1", ALICE, DB_ADMIN));
    assertThat(realm.sessionsEnded()).containsExactly("u-alice");
  }

  @Test
  void endsEverySessionAlsoWhereAnotherTicketWentOnMeanwhile() {
    realm.map(ALICE.id(), DB_ADMIN);
    Binding first = bind("demo:CHG-1", ALICE, DB_ADMIN);
    Binding second = bind("demo:CHG-2", ALICE, DB_ADMIN);
    realm.end(EndCause.ADMIN, LATER, first);
    assertThat(realm.sessionsEnded()).isEmpty();
    realm.end(EndCause.ADMIN, LATER, second);
    assertThat(realm.sessionsEnded()).containsExactly("u-alice");
  }

  @Test
  void endsEverySessionOfWhatWasHeldWhenItsAuthorisationWasActivated() {
    Binding authorised = realm.bind(authorise("demo:CHG-1", ALICE, DB_ADMIN), T0).binding();
    realm.map(ALICE.id(), DB_ADMIN);
    realm.end(EndCause.ADMIN, LATER, realm.activate(authorised.id(), T0));
    assertThat(realm.sessionsEnded()).containsExactly("u-alice");
  }

  @Test
  void aSuspensionEndsEverySessionWhereOnlyATimeReachesTheTokens() {
    realm.map(ALICE.id(), DB_ADMIN);
    realm.suspend(bind("demo:CHG-1", ALICE, DB_ADMIN), LATER);
    assertThat(realm.sessionsEnded()).containsExactly("u-alice");
  }

  @Test
  void endsEveryTokenFromBeforeTheGateLookedWithABindingThatWasLiveThen() {
    Binding binding = bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.watchedSince(T0.plusSeconds(30));
    realm.end(EndCause.ADMIN, LATER, binding);
    assertThat(realm.sessionsEnded())
        .containsExactly("u-alice before " + T0.plusSeconds(30), WITH_DB_ADMIN);
  }

  @Test
  void endsNoEarlierTokenWithABindingThatIsFromAfter() {
    realm.watchedSince(T0);
    realm.end(EndCause.ADMIN, LATER, bind("demo:CHG-1", ALICE, DB_ADMIN));
    assertThat(realm.sessionsEnded()).containsExactly(WITH_DB_ADMIN);
  }

  @Test
  void endsEverySessionWhereTheGateDoesNotLook() {
    realm.watchedSince(null);
    realm.end(EndCause.ADMIN, LATER, bind("demo:CHG-1", ALICE, DB_ADMIN));
    assertThat(realm.sessionsEnded()).containsExactly("u-alice");
  }

  @Test
  void endsEverySessionAlsoWhereATicketFromAfterWentOnWithWhatWasHeldBefore() {
    Binding before = bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.watchedSince(T0.plusSeconds(10));
    Binding after = realm.bind(grant("demo:CHG-2", ALICE, DB_ADMIN), T0.plusSeconds(20)).binding();
    realm.end(EndCause.ADMIN, LATER, before);
    assertThat(realm.sessionsEnded()).isEmpty();
    realm.end(EndCause.ADMIN, LATER, after);
    assertThat(realm.sessionsEnded()).containsExactly("u-alice");
  }

  @Test
  void aSuspensionEndsWhatTheGateHasNotSeenToo() {
    Binding binding = bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.watchedSince(T0.plusSeconds(30));
    realm.suspend(binding, LATER);
    assertThat(realm.sessionsEnded())
        .containsExactly("u-alice before " + T0.plusSeconds(30), WITH_DB_ADMIN);
  }

  @Test
  void aSuspensionTakesTheRoleUntilItIsResumed() {
    Binding suspended = realm.suspend(bind("demo:CHG-1", ALICE, DB_ADMIN), LATER);
    assertThat(suspended.status()).isEqualTo(BindingStatus.SUSPENDED);
    assertThat(realm.roles(ALICE)).isEmpty();
    assertThat(realm.sessionsEnded()).containsExactly(WITH_DB_ADMIN);
    Grants.refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.suspend(suspended, LATER));

    assertThat(realm.resume("b1", LATER).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    Grants.refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.resume("b1", LATER));
  }

  @Test
  void aSuspensionLeavesWhatAnotherBindingGrants() {
    Binding first = bind("demo:CHG-1", ALICE, DB_ADMIN);
    bind("demo:CHG-2", ALICE, DB_ADMIN);
    realm.suspend(first, LATER);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.sessionsEnded()).isEmpty();
  }

  @Test
  void aSuspendedBindingIsNotResumedAfterItsEndAndTakesNothingMore() {
    Binding suspended = realm.suspend(bind("demo:CHG-1", ALICE, DB_ADMIN), LATER);
    Grants.refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.resume("b1", suspended.expiresAt()));
    realm.end(EndCause.ADMIN, LATER, suspended);
    assertThat(realm.sessionsEnded()).as("nothing was left to take").containsExactly(WITH_DB_ADMIN);
  }

  @Test
  void takesNothingForABindingThatWasNeverExercised() {
    realm.map(ALICE.id(), READER);
    Binding binding = realm.bind(authorise("demo:CHG-1", ALICE, DB_ADMIN), T0).binding();
    realm.end(EndCause.ADMIN, LATER, binding);
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(realm.sessionsEnded()).isEmpty();
  }

  @Test
  void leavesOtherRolesAndSubjectsAlone() {
    realm.map(ALICE.id(), READER);
    bind("demo:CHG-4", BELLA, DB_ADMIN);
    realm.end(EndCause.ADMIN, LATER, bind("demo:CHG-1", ALICE, DB_ADMIN));
    assertThat(realm.roles(ALICE)).containsExactly(READER);
    assertThat(realm.roles(BELLA)).containsExactly(DB_ADMIN);
    assertThat(realm.sessionsEnded()).containsExactly(WITH_DB_ADMIN);
  }

  @Test
  void keepsTheGrantUntilTheLastOfTwoTicketsEnds() {
    Binding first = bind("demo:CHG-1", ALICE, DB_ADMIN);
    Binding second = bind("demo:CHG-2", ALICE, DB_ADMIN);
    realm.end(EndCause.TICKET_CLOSED, LATER, first);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.sessionsEnded()).isEmpty();
    realm.end(EndCause.TICKET_CLOSED, LATER, second);
    assertThat(realm.roles(ALICE)).isEmpty();
    assertThat(realm.sessionsEnded()).containsExactly(WITH_DB_ADMIN);
  }

  @Test
  void takesTheGrantBackWhenBothTicketsEndTogether() {
    Binding first = bind("demo:CHG-1", ALICE, DB_ADMIN);
    Binding second = bind("demo:CHG-2", ALICE, DB_ADMIN);
    realm.end(EndCause.ADMIN, LATER, first, second);
    assertThat(realm.roles(ALICE)).isEmpty();
    assertThat(realm.sessionsEnded()).containsExactly(WITH_DB_ADMIN);
  }

  @Test
  void doesNotLetAnExpiredBindingKeepTheGrant() {
    realm.bind(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, LATER), T0);
    Binding other = bind("demo:CHG-2", ALICE, DB_ADMIN);
    realm.end(EndCause.ADMIN, LATER, other);
    assertThat(realm.roles(ALICE)).isEmpty();
  }

  @Test
  void doesNotLetAnAuthorisationKeepTheGrant() {
    realm.bind(authorise("demo:CHG-2", ALICE, DB_ADMIN), T0);
    realm.end(EndCause.ADMIN, LATER, bind("demo:CHG-1", ALICE, DB_ADMIN));
    assertThat(realm.roles(ALICE)).isEmpty();
  }

  @Test
  void takesEveryMappingThatBringsTheLostRoleAlong() {
    Binding binding = bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.assign(null, T0, new AttemptedGrant(ALICE, OPS));
    assertThat(realm.roles(ALICE)).containsExactlyInAnyOrder(DB_ADMIN, OPS);
    realm.end(EndCause.ADMIN, LATER, binding);
    assertThat(realm.roles(ALICE)).isEmpty();
  }

  @Test
  void takesTheProtectedPartsOfACompositeThatWereMappedBesideIt() {
    Binding binding = bind("demo:CHG-3", ALICE, OPS);
    realm.assign(null, T0, new AttemptedGrant(ALICE, DB_ADMIN), new AttemptedGrant(ALICE, READER));
    realm.end(EndCause.ADMIN, LATER, binding);
    assertThat(realm.roles(ALICE)).containsExactly(READER);
  }

  @Test
  void keepsTheRoleThatAnotherTicketBringsThroughAComposite() {
    Binding alone = bind("demo:CHG-1", ALICE, DB_ADMIN);
    Binding composite = bind("demo:CHG-3", ALICE, OPS);
    realm.end(EndCause.ADMIN, LATER, alone);
    assertThat(realm.roles(ALICE)).contains(OPS);
    assertThat(realm.sessionsEnded()).isEmpty();
    realm.end(EndCause.ADMIN, LATER, composite);
    assertThat(realm.roles(ALICE)).isEmpty();
  }

  @Test
  void keepsThePartWhoseOwnTicketLivesWhenTheCompositeEnds() {
    bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.end(EndCause.ADMIN, LATER, bind("demo:CHG-3", ALICE, OPS));
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
  }

  @Test
  void stillTakesTheGrantBackWhenItsRuleIsGone() {
    Binding binding = bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.dropRule("prod");
    realm.end(EndCause.ADMIN, LATER, binding);
    assertThat(realm.roles(ALICE)).isEmpty();
  }

  @Test
  void endsABindingOnlyOnce() {
    Binding binding = bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.end(EndCause.ADMIN, LATER, binding);
    realm.end(EndCause.TICKET_CLOSED, LATER.plusSeconds(1), binding);
    assertThat(realm.binding("b1").cause()).isEqualTo(EndCause.ADMIN);
    assertThat(realm.transitions()).hasSize(2);
    assertThat(realm.sessionsEnded()).hasSize(1);
  }

  @Test
  void endsABindingAsItIsByThenAndNotAsTheCallerKnewIt() {
    Binding waiting = realm.bind(authorise("demo:CHG-1", ALICE, DB_ADMIN), T0).binding();
    realm.commitElsewhere(waiting.activated(ADMIN, waiting.expiresAt()));
    realm.map(ALICE.id(), DB_ADMIN);
    realm.end(EndCause.ADMIN, LATER, waiting);
    assertThat(realm.roles(ALICE)).isEmpty();
    assertThat(realm.transitions().get(1).from()).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  void seesAGrantUnderAnotherTicketThatCommittedJustBeforeTheSubjectWasLocked() {
    Binding first = bind("demo:CHG-1", ALICE, DB_ADMIN);
    Binding second = realm.bind(authorise("demo:CHG-2", ALICE, DB_ADMIN), T0).binding();
    realm.rivalBefore(
        "subject u-alice",
        () -> realm.commitElsewhere(second.activated(ADMIN, second.expiresAt())));
    realm.end(EndCause.ADMIN, LATER, first);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
  }

  @Test
  void endsThemAllFirstWithoutALockAndThenCleansUpOneSubjectAfterTheOther() {
    Binding ofBella = bind("demo:CHG-4", BELLA, DB_ADMIN);
    Binding ofAlice = bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.forgetCalls();
    realm.end(EndCause.ADMIN, LATER, ofBella, ofAlice);
    assertThat(realm.calls()).first().asString().startsWith("end These");
    assertThat(realm.calls().stream().skip(1).filter(call -> !call.startsWith("live")))
        .containsExactly("lock subject u-bella", "lock subject u-alice");
  }

  @Test
  void isOverBeforeItIsCleanedUpAndRecordedThenAsItHappened() {
    Binding binding = bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.dies();
    realm.end(EndCause.ADMIN, LATER, binding);
    assertThat(realm.binding(binding.id()).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.transitions()).hasSize(1);

    realm.comesBack();

    assertThat(realm.roles(ALICE)).isEmpty();
    assertThat(realm.sessionsEnded()).containsExactly(WITH_DB_ADMIN);
    Transition end = realm.transitions().get(1);
    assertThat(end.from()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(end.at()).isEqualTo(LATER);
    assertThat(end.actor()).isEqualTo(ADMIN);
    realm.comesBack();
    assertThat(realm.transitions()).as("once").hasSize(2);
  }

  @Test
  void leavesWhatWasGrantedUnderAnotherTicketMeanwhile() {
    Binding binding = bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.dies();
    realm.end(EndCause.ADMIN, LATER, binding);
    bind("demo:CHG-2", ALICE, DB_ADMIN);

    realm.comesBack();

    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.sessionsEnded()).isEmpty();
  }

  @Test
  void expiresWhatHasRunOutAndNothingElse() {
    realm.bind(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, LATER), T0);
    realm.bind(authorise("demo:CHG-3", ALICE, OPS), T0);
    realm.expire(ALICE, LATER.minusNanos(1));
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
    realm.expire(ALICE, LATER);
    assertThat(realm.bindings())
        .extracting(Binding::status)
        .containsExactly(BindingStatus.EXPIRED, BindingStatus.AUTHORIZED);
    assertThat(realm.binding("b1").cause()).isEqualTo(EndCause.EXPIRED);
    assertThat(realm.roles(ALICE)).isEmpty();
    realm.expire(ALICE, T0.plus(Duration.ofHours(8)));
    assertThat(realm.binding("b2").status()).isEqualTo(BindingStatus.EXPIRED);
  }

  @Test
  void endsTheBindingsOfAGrantThatSomebodyRemoved() {
    bind("demo:CHG-1", ALICE, DB_ADMIN);
    bind("demo:CHG-2", ALICE, DB_ADMIN);
    realm.unassign(ALICE, DB_ADMIN, LATER);
    assertThat(realm.bindings())
        .extracting(Binding::cause)
        .containsExactly(EndCause.GRANT_REMOVED, EndCause.GRANT_REMOVED);
    assertThat(realm.sessionsEnded()).containsExactly(WITH_DB_ADMIN);
  }

  @Test
  void whatHadRunOutBeforeItsGrantWasRemovedHasExpired() {
    Instant end = T0.plusSeconds(30);
    realm.bind(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, end), T0);
    bind("demo:CHG-2", ALICE, DB_ADMIN);

    realm.unassign(ALICE, DB_ADMIN, LATER);

    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.EXPIRED);
    assertThat(realm.binding("b1").cause()).isEqualTo(EndCause.EXPIRED);
    assertThat(realm.binding("b2").cause()).isEqualTo(EndCause.GRANT_REMOVED);
    assertThat(realm.transitions())
        .filteredOn(step -> step.to() == BindingStatus.EXPIRED)
        .singleElement()
        .satisfies(step -> assertThat(step.actor()).isNull());
  }

  @Test
  void keepsAnAuthorisationWhenTheGrantOfAnotherTicketIsRemoved() {
    bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.bind(authorise("demo:CHG-2", ALICE, DB_ADMIN), T0);
    realm.unassign(ALICE, DB_ADMIN, LATER);
    assertThat(realm.binding("b2").status()).isEqualTo(BindingStatus.AUTHORIZED);
  }

  @Test
  void keepsTheBindingWhenTheGrantIsBackByTheEndOfTheTransaction() {
    Binding binding = bind("demo:CHG-1", ALICE, DB_ADMIN);
    realm.removedAndGivenBack(ALICE, DB_ADMIN, LATER);
    assertThat(List.of(realm.binding("b1"))).containsExactly(binding);
  }
}
