package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.failures;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.gate.TicketDesk.Receipt;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TicketDeskTest {

  private static final Instant LATER = T0.plusSeconds(60);

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void protectDbAdmin() {
    realm.rule("prod", "protects.realmRoles=db-*");
  }

  private static TicketBuilder approved() {
    return ticket("demo:CHG-1").approvedBy("bob");
  }

  private Decision decide(Instant now) {
    return realm.decide(grant("demo:CHG-1", ALICE, DB_ADMIN), now);
  }

  private void assertGrantable() {
    assertThat(failures(decide(LATER))).isEmpty();
  }

  private void assertNeedsNewApproval() {
    assertThat(failures(decide(LATER))).contains(Id.UNCHANGED, Id.APPROVALS);
  }

  @Nested
  class Versions {

    @Test
    void tellsANewTicketFromAnUpdateAndARepetition() {
      assertThat(realm.receive(approved(), T0)).isEqualTo(Receipt.CREATED);
      assertThat(realm.receive(approved(), T0)).isEqualTo(Receipt.UNCHANGED);
      assertThat(realm.receive(approved().version(2), T0)).isEqualTo(Receipt.UPDATED);
    }

    @Test
    void storesNoVersionThatNothingCanFollow() {
      assertThatThrownBy(() -> realm.receive(approved().version("v1"), T0))
          .isInstanceOf(NumberFormatException.class); // as this realm's order of versions says
    }

    @Test
    void refusesAnOlderVersionAndChangesNothing() {
      realm.receive(approved().version(10), T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      refused(
          ErrorCode.TICKET_OUTDATED, () -> realm.receive(approved().version(9).open(false), LATER));
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
      assertThat(realm.readAt("demo:CHG-1")).contains(T0);
    }

    @Test
    void refusesTheSameVersionWithOtherContent() {
      realm.receive(approved(), T0);
      refused(ErrorCode.TICKET_OUTDATED, () -> realm.receive(approved().risk("low"), LATER))
          .isInstanceOf(GateException.Conflict.class);
    }

    @Test
    void takesTheSameRecordsInAnotherOrderForTheSameContent() {
      realm.receive(ticket("demo:CHG-1").approvedBy("bob", "carol").asks(DB_ADMIN, REFUND), T0);
      assertThat(
              realm.receive(
                  ticket("demo:CHG-1").approvedBy("carol", "bob").asks(REFUND, DB_ADMIN), LATER))
          .isEqualTo(Receipt.UNCHANGED);
    }

    @Test
    void remembersWhenItWasReadLastEvenWhenNothingHadChanged() {
      realm.receive(approved(), T0);
      realm.receive(approved(), LATER);
      assertThat(realm.readAt("demo:CHG-1")).contains(LATER);
    }

    @Test
    void locksTheTicketBeforeItLooksAtBindings() {
      realm.receive(approved(), T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.forgetCalls();
      realm.receive(approved().version(2).open(false), LATER);
      assertThat(realm.calls())
          .containsSubsequence(
              "lock ticket demo:CHG-1",
              "save ticket demo:CHG-1",
              "end UnderTicket[ticket=demo:CHG-1]",
              "lock subject u-alice");
    }
  }

  @Nested
  class ChangeAfterApproval {

    static List<UnaryOperator<TicketBuilder>> changes() {
      return List.of(
          ticket -> ticket.type("standard"),
          ticket -> ticket.requester("alice"),
          ticket -> ticket.requester(null),
          ticket -> ticket.asks(DB_ADMIN, REFUND),
          ticket -> ticket.justification("something else"),
          ticket -> ticket.risk("low"),
          ticket -> ticket.risk(null),
          ticket -> ticket.configurationItem("pg-prod-02"),
          ticket -> ticket.window(T0.minusSeconds(1), null),
          ticket -> ticket.window(null, T0.plusSeconds(99_999)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void voidsTheApproval(UnaryOperator<TicketBuilder> change) {
      realm.receive(approved(), T0);
      assertGrantable();
      realm.receive(change.apply(approved().version(2)), T0);
      assertNeedsNewApproval();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void endsTheBindings(UnaryOperator<TicketBuilder> change) {
      realm.receive(approved(), T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.receive(change.apply(approved().version(2)), LATER);
      assertThat(realm.binding("b1").cause()).isEqualTo(EndCause.TICKET_CHANGED);
      assertThat(realm.roles(ALICE)).isEmpty();
    }

    @Test
    void doesNotVoidTheApprovalWhenOnlyTheStateMoves() {
      realm.receive(approved(), T0);
      realm.receive(approved().version(2).state("review"), T0);
      assertGrantable();
    }

    @Test
    void staysVoidWhenTheOldContentComesBack() {
      realm.receive(approved(), T0);
      realm.receive(approved().version(2).risk("low"), T0);
      realm.receive(approved().version(3), T0);
      assertNeedsNewApproval();
    }

    @Test
    void isMadeGoodByANewApproval() {
      realm.receive(approved(), T0);
      realm.receive(approved().version(2).risk("low"), T0);
      realm.receive(
          approved().version(3).risk("low").decided("bob", Approval.Decision.APPROVED, LATER), T0);
      assertGrantable();
    }

    @Test
    void isMadeGoodByAnotherApprover() {
      realm.receive(approved(), T0);
      realm.receive(approved().version(2).risk("low").approvedBy("carol"), T0);
      assertThat(((Decision.Allowed) decide(T0)).approvers())
          .extracting(Person::name)
          .containsExactly("carol");
    }

    @Test
    void staysVoidWhenTheApproverIsOnlySpelledInAnotherWay() {
      realm.receive(approved(), T0);
      realm.receive(ticket("demo:CHG-1").version(2).risk("low").approvedBy("BOB"), T0);
      assertNeedsNewApproval();
    }

    @Test
    void staysVoidWhenTheRecordIsDatedEarlierThanBefore() {
      realm.receive(ticket("demo:CHG-1").decided("bob", Approval.Decision.APPROVED, T0), T0);
      realm.receive(
          ticket("demo:CHG-1")
              .version(2)
              .risk("low")
              .decided("bob", Approval.Decision.APPROVED, T0.minusSeconds(1)),
          T0);
      assertNeedsNewApproval();
    }

    @Test
    void staysVoidWhenTheRecordLosesItsDate() {
      realm.receive(ticket("demo:CHG-1").decided("bob", Approval.Decision.APPROVED, T0), T0);
      realm.receive(
          ticket("demo:CHG-1")
              .version(2)
              .risk("low")
              .decided("bob", Approval.Decision.APPROVED, null),
          T0);
      assertNeedsNewApproval();
    }

    @Test
    void isNotAvoidedByHidingTheApprovalsWhileTheContentChanges() {
      realm.receive(approved(), T0);
      realm.receive(approved().version(2).noApprovals(), T0);
      realm.receive(approved().version(3).risk("low"), T0);
      assertNeedsNewApproval();
    }

    @Test
    void doesNotVoidARejection() {
      realm.receive(approved().decided("carol", Approval.Decision.REJECTED, T0), T0);
      realm.receive(
          approved()
              .version(2)
              .risk("low")
              .decided("carol", Approval.Decision.REJECTED, T0)
              .decided("bob", Approval.Decision.APPROVED, LATER),
          T0);
      assertThat(failures(decide(T0))).containsExactly(Id.APPROVALS);
    }

    @Test
    void doesNotTouchAnApprovalOfAnotherTicket() {
      realm.receive(approved(), T0);
      realm.receive(ticket("demo:CHG-2").approvedBy("bob"), T0);
      realm.receive(ticket("demo:CHG-2").version(2).risk("low").approvedBy("bob"), T0);
      assertGrantable();
    }
  }

  @Nested
  class Closure {

    @Test
    void endsActiveAndAuthorisedBindings() {
      realm.receive(approved().asks(DB_ADMIN), T0);
      realm.rule("prod", "protects.realmRoles=db-*", "tickets.maxUses=9");
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.receive(ticket("demo:CHG-2").requestedFor("bella").approvedBy("bob"), T0);
      realm.bind(authorise("demo:CHG-2", BELLA, DB_ADMIN), T0);

      realm.receive(approved().version(2).open(false), LATER);
      realm.receive(
          ticket("demo:CHG-2").version(2).requestedFor("bella").approvedBy("bob").open(false),
          LATER);

      assertThat(realm.bindings())
          .allSatisfy(
              binding -> {
                assertThat(binding.status()).isEqualTo(BindingStatus.REVOKED);
                assertThat(binding.cause()).isEqualTo(EndCause.TICKET_CLOSED);
                assertThat(binding.endedAt()).isEqualTo(LATER);
              });
      assertThat(realm.roles(ALICE)).isEmpty();
      assertThat(realm.sessionsEnded()).containsExactly("u-alice with role db-admin");
    }

    @Test
    void needsNewApprovalsAfterItIsOpenedAgain() {
      realm.receive(approved(), T0);
      realm.receive(approved().version(2).open(false), T0);
      realm.receive(approved().version(3), T0);
      assertNeedsNewApproval();
      realm.receive(approved().version(4).decided("bob", Approval.Decision.APPROVED, LATER), T0);
      assertGrantable();
    }

    @Test
    void needsNewApprovalsWhenTheClosedTicketHadHiddenThem() {
      realm.receive(approved(), T0);
      realm.receive(approved().version(2).open(false).noApprovals(), T0);
      realm.receive(approved().version(3), T0);
      assertNeedsNewApproval();
    }

    @Test
    void needsNewApprovalsWhenTheOldOnesWereToldWithTheClosure() {
      realm.receive(ticket("demo:CHG-1"), T0);
      realm.receive(approved().version(2).open(false), T0);
      realm.receive(approved().version(3), T0);
      assertNeedsNewApproval();
    }

    @Test
    void needsNewApprovalsForATicketFirstSeenClosed() {
      realm.receive(approved().open(false), T0);
      realm.receive(approved().version(2), T0);
      assertNeedsNewApproval();
    }
  }

  @Nested
  class ApprovalWithdrawn {

    @BeforeEach
    void grantUnderTwoApprovals() {
      realm.receive(ticket("demo:CHG-1").approvedBy("bob", "carol"), T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
    }

    private EndCauseOrLive after(TicketBuilder ticket) {
      realm.receive(ticket.version(2), LATER);
      Binding binding = realm.binding("b1");
      return new EndCauseOrLive(binding.status(), String.valueOf(binding.cause()));
    }

    private record EndCauseOrLive(BindingStatus status, String cause) {}

    private static final EndCauseOrLive CHANGED =
        new EndCauseOrLive(BindingStatus.REVOKED, "TICKET_CHANGED");
    private static final EndCauseOrLive LIVE = new EndCauseOrLive(BindingStatus.ACTIVE, "null");

    @Test
    void endsTheBindingWhenAnApproverRejects() {
      assertThat(
              after(
                  ticket("demo:CHG-1")
                      .approvedBy("bob", "carol")
                      .decided("carol", Approval.Decision.REJECTED, T0)))
          .isEqualTo(CHANGED);
    }

    @Test
    void endsTheBindingWhenSomebodyElseRejects() {
      assertThat(
              after(
                  ticket("demo:CHG-1")
                      .approvedBy("bob", "carol")
                      .decided("dave", Approval.Decision.REJECTED, null)))
          .isEqualTo(CHANGED);
    }

    @Test
    void endsTheBindingWhenAnApprovalIsGone() {
      assertThat(after(ticket("demo:CHG-1").approvedBy("bob"))).isEqualTo(CHANGED);
    }

    @Test
    void keepsTheBindingWhenOneMoreApproves() {
      assertThat(after(ticket("demo:CHG-1").approvedBy("dave", "carol", "bob"))).isEqualTo(LIVE);
    }

    @Test
    void keepsTheBindingWhenAnApproverIsNamedInAnotherWay() {
      assertThat(after(ticket("demo:CHG-1").approvedBy("bob@example.org", "carol")))
          .isEqualTo(LIVE);
    }
  }

  @Test
  void leavesNoTicketBehindWhenTheRecordIsRefused() {
    assertThat(realm.find(TicketRef.parse("demo:CHG-1"))).isEmpty();
    realm.receive(approved().version(3), T0);
    refused(ErrorCode.TICKET_OUTDATED, () -> realm.receive(approved().version(2), T0));
    assertThat(realm.find(TicketRef.parse("demo:CHG-1")).orElseThrow().ticket().version())
        .isEqualTo("3");
  }
}
