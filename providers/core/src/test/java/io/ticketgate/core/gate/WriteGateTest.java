package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.grantUntil;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.refusal.ErrorCode;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WriteGateTest {

  private static final AttemptedGrant DB_ADMIN_FOR_ALICE = new AttemptedGrant(ALICE, DB_ADMIN);
  private static final AttemptedGrant OPS_FOR_ALICE = new AttemptedGrant(ALICE, OPS);
  private static final Instant LATER = T0.plusSeconds(60);

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void protectDbAdmin() {
    realm.rule("prod", "protects.realmRoles=db-*");
  }

  private static TicketBuilder approved(String ref) {
    return ticket(ref).approvedBy("bob");
  }

  @Nested
  class Unprotected {

    @Test
    void costsNoLockAndNoQuery() {
      realm.assign("demo:CHG-1", T0, new AttemptedGrant(ALICE, READER));
      assertThat(realm.calls()).isEmpty();
      assertThat(realm.roles(ALICE)).containsExactly(READER);
    }

    @Test
    void costsNoLockAndNoQueryWhereTheRuleIsOff() {
      realm.rule("prod", "protects.realmRoles=db-*", "mode=off");
      realm.assign(null, T0, DB_ADMIN_FOR_ALICE);
      assertThat(realm.calls()).isEmpty();
      assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    }

    @Test
    void isLeftOutOfWhatIsGuarded() {
      assertThat(
              realm.guarded(OPS_FOR_ALICE, new AttemptedGrant(BELLA, READER), DB_ADMIN_FOR_ALICE))
          .containsExactly(OPS_FOR_ALICE, DB_ADMIN_FOR_ALICE);
    }
  }

  @Nested
  class WithoutTicket {

    @Test
    void refusesAProtectedRole() {
      refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, T0, DB_ADMIN_FOR_ALICE))
          .satisfies(
              refusal ->
                  assertThat(refusal.getMessage())
                      .contains("db-admin", "rule prod", "X-Ticket-Ref"));
      assertThat(realm.roles(ALICE)).isEmpty();
    }

    @Test
    void refusesACompositeThatBringsAProtectedRole() {
      refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, T0, OPS_FOR_ALICE))
          .satisfies(
              refusal -> assertThat(refusal.getMessage()).contains("ops contains role db-admin"));
    }

    @Test
    void exercisesTheAuthorisationThatWaits() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.bind(authorise("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.forgetCalls();
      realm.assign(null, LATER, DB_ADMIN_FOR_ALICE);
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
      assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
      assertThat(realm.calls())
          .containsSubsequence(
              "lock ticket demo:CHG-1", "lock subject u-alice", "update binding b1");
    }

    @Test
    void exercisesAnAuthorisationOnlyOnce() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.bind(authorise("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.assign(null, T0, DB_ADMIN_FOR_ALICE);
      realm.end(EndCause.ADMIN, LATER, realm.binding("b1"));
      refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, LATER, DB_ADMIN_FOR_ALICE));
    }

    @Test
    void doesNotTakeAnAuthorisationOfSomebodyElse() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.bind(authorise("demo:CHG-1", ALICE, DB_ADMIN), T0);
      refused(
          ErrorCode.TICKET_REQUIRED,
          () -> realm.assign(null, T0, new AttemptedGrant(BELLA, DB_ADMIN)));
    }

    @Test
    void doesNotTakeAnAuthorisationBeforeItsTimeOrAfterIt() {
      realm.receive(approved("demo:CHG-1").window(LATER, LATER.plusSeconds(60)), T0);
      realm.bind(authorise("demo:CHG-1", ALICE, DB_ADMIN), T0);
      refused(
          ErrorCode.TICKET_REQUIRED,
          () -> realm.assign(null, LATER.minusNanos(1), DB_ADMIN_FOR_ALICE));
      refused(
          ErrorCode.TICKET_REQUIRED,
          () -> realm.assign(null, LATER.plusSeconds(60), DB_ADMIN_FOR_ALICE));
    }

    @Test
    void checksAgainBeforeItExercisesAnAuthorisation() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.bind(authorise("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.user("u-bob", "bob", false);
      refused(ErrorCode.APPROVER_NOT_ELIGIBLE, () -> realm.assign(null, LATER, DB_ADMIN_FOR_ALICE));
    }

    @Test
    void exercisesTheAuthorisationOfAPartOfAComposite() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.bind(authorise("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.assign(null, T0, OPS_FOR_ALICE);
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
      assertThat(realm.roles(ALICE)).containsExactly(OPS);
    }

    @Test
    void exercisesTheAuthorisationOfTheWholeComposite() {
      realm.receive(approved("demo:CHG-1").asks(OPS), T0);
      realm.bind(authorise("demo:CHG-1", ALICE, OPS), T0);
      realm.assign(null, T0, OPS_FOR_ALICE);
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
      assertThat(realm.roles(ALICE)).containsExactly(OPS);
    }
  }

  @Nested
  class WithTicket {

    @Test
    void bindsUnderTheTicketOfTheHeader() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.forgetCalls();
      realm.assign("demo:CHG-1", T0, DB_ADMIN_FOR_ALICE);
      assertThat(realm.calls())
          .startsWith("lock ticket demo:CHG-1", "lock subject u-alice")
          .endsWith("insert binding b1");
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
    }

    @Test
    void refusesAnUnknownTicket() {
      refused(ErrorCode.TICKET_NOT_FOUND, () -> realm.assign("demo:CHG-9", T0, DB_ADMIN_FOR_ALICE));
      assertThat(realm.roles(ALICE)).isEmpty();
    }

    @Test
    void refusesATicketThatDoesNotCoverTheGrant() {
      realm.receive(approved("demo:CHG-1").requestedFor("bella"), T0);
      refused(ErrorCode.TICKET_MISMATCH, () -> realm.assign("demo:CHG-1", T0, DB_ADMIN_FOR_ALICE));
      assertThat(realm.bindings()).isEmpty();
    }

    @Test
    void refusesATicketThatWasUsed() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.assign("demo:CHG-1", T0, DB_ADMIN_FOR_ALICE);
      realm.unassign(ALICE, DB_ADMIN, T0);
      refused(ErrorCode.TICKET_USED, () -> realm.assign("demo:CHG-1", T0, DB_ADMIN_FOR_ALICE));
    }

    @Test
    void doesNotFallBackToAnAuthorisationUnderAnotherTicket() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.receive(ticket("demo:CHG-2"), T0);
      realm.bind(authorise("demo:CHG-1", ALICE, DB_ADMIN), T0);
      refused(
          ErrorCode.TICKET_NOT_APPROVED, () -> realm.assign("demo:CHG-2", T0, DB_ADMIN_FOR_ALICE));
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.AUTHORIZED);
    }

    @Test
    void exercisesTheAuthorisationUnderTheNamedTicket() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.bind(authorise("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.assign("demo:CHG-1", T0, DB_ADMIN_FOR_ALICE);
      assertThat(realm.bindings())
          .extracting(Binding::status)
          .containsExactly(BindingStatus.ACTIVE);
    }

    @Test
    void bindsTheWholeCompositeWhereTheTicketAsksForIt() {
      realm.receive(approved("demo:CHG-1").asks(OPS), T0);
      realm.assign("demo:CHG-1", T0, OPS_FOR_ALICE);
      assertThat(realm.bindings()).extracting(Binding::entitlement).containsExactly(OPS);
    }

    @Test
    void bindsTheProtectedPartWhereTheTicketAsksForThat() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.assign("demo:CHG-1", T0, OPS_FOR_ALICE);
      assertThat(realm.bindings()).extracting(Binding::entitlement).containsExactly(DB_ADMIN);
      assertThat(realm.roles(ALICE)).containsExactly(OPS);
    }

    @Test
    void refusesACompositeOfWhichTheTicketCoversOnlyOneProtectedPart() {
      realm.rule("orders", "protects.clientRoles=orders/*");
      realm.composite(OPS, DB_ADMIN, REFUND);
      realm.receive(approved("demo:CHG-1"), T0);
      refused(ErrorCode.TICKET_MISMATCH, () -> realm.assign("demo:CHG-1", T0, OPS_FOR_ALICE));
      assertThat(realm.bindings()).isEmpty();
    }

    @Test
    void refusesAProtectedCompositeForATicketThatAsksForItsPartOnly() {
      realm.rule("ops", "protects.realmRoles=ops");
      realm.receive(approved("demo:CHG-1"), T0);
      refused(ErrorCode.TICKET_MISMATCH, () -> realm.assign("demo:CHG-1", T0, OPS_FOR_ALICE));
    }
  }

  @Nested
  class AlreadyCovered {

    @Test
    void needsNoTicketForWhatALiveBindingCovers() {
      realm.receive(approved("demo:CHG-1").asks(OPS), T0);
      realm.bind(grant("demo:CHG-1", ALICE, OPS), T0);
      realm.assign(null, T0, DB_ADMIN_FOR_ALICE);
      assertThat(realm.bindings()).hasSize(1);
    }

    @Test
    void needsATicketOnceTheBindingHasRunOutEvenBeforeItWasSweptAway() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.bind(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, LATER), T0);
      realm.assign(null, LATER.minusNanos(1), DB_ADMIN_FOR_ALICE);
      refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, LATER, DB_ADMIN_FOR_ALICE));
    }

    @Test
    void doesNotTakeTheBindingOfTheSameRoleOfSomebodyElse() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      refused(
          ErrorCode.TICKET_REQUIRED,
          () -> realm.assign(null, T0, new AttemptedGrant(BELLA, DB_ADMIN)));
    }

    @Test
    void seesARevocationThatCommittedJustBeforeTheSubjectWasLocked() {
      realm.receive(approved("demo:CHG-1"), T0);
      Binding binding = realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0).binding();
      realm.rivalBefore(
          "subject u-alice", () -> realm.commitElsewhere(binding.ended(EndCause.ADMIN, T0)));
      refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, T0, DB_ADMIN_FOR_ALICE));
    }

    @Test
    void bringsBackTheMappingThatAnExpiredLeftoverTookAwayWithItself() {
      realm.rule("prod", "protects.realmRoles=db-*", "tickets.maxUses=2");
      realm.receive(approved("demo:CHG-1"), T0);
      realm.bind(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, LATER), T0);
      realm.assign("demo:CHG-1", LATER, OPS_FOR_ALICE);
      assertThat(realm.bindings())
          .extracting(Binding::status)
          .containsExactly(BindingStatus.EXPIRED, BindingStatus.ACTIVE);
      assertThat(realm.roles(ALICE)).containsExactlyInAnyOrder(OPS, DB_ADMIN);
    }
  }

  @Nested
  class SeveralAttempts {

    @Test
    void areAllRefusedWhenOneIs() {
      realm.receive(approved("demo:CHG-1"), T0);
      refused(
          ErrorCode.TICKET_MISMATCH,
          () ->
              realm.assign(
                  "demo:CHG-1",
                  T0,
                  DB_ADMIN_FOR_ALICE,
                  new AttemptedGrant(BELLA, READER),
                  new AttemptedGrant(BELLA, DB_ADMIN)));
      assertThat(realm.bindings()).isEmpty();
      assertThat(realm.transitions()).isEmpty();
      assertThat(realm.roles(ALICE)).isEmpty();
      assertThat(realm.roles(BELLA)).isEmpty();
    }

    @Test
    void useOneBindingForTheSameRoleWrittenTwice() {
      realm.receive(approved("demo:CHG-1"), T0);
      realm.assign("demo:CHG-1", T0, DB_ADMIN_FOR_ALICE, DB_ADMIN_FOR_ALICE, OPS_FOR_ALICE);
      assertThat(realm.bindings()).hasSize(1);
    }

    @Test
    void lockEveryTicketBeforeTheFirstSubjectEachInOrder() {
      realm.receive(approved("demo:CHG-2"), T0);
      realm.receive(approved("demo:CHG-1").requestedFor("bella"), T0);
      realm.bind(authorise("demo:CHG-2", ALICE, DB_ADMIN), T0);
      realm.bind(authorise("demo:CHG-1", BELLA, DB_ADMIN), T0);
      realm.forgetCalls();
      realm.assign(null, T0, new AttemptedGrant(BELLA, DB_ADMIN), DB_ADMIN_FOR_ALICE);
      assertThat(realm.calls().stream().filter(call -> call.startsWith("lock")))
          .containsExactly(
              "lock ticket demo:CHG-1",
              "lock ticket demo:CHG-2",
              "lock subject u-alice",
              "lock subject u-bella");
      assertThat(realm.bindings()).extracting(Binding::status).containsOnly(BindingStatus.ACTIVE);
    }
  }
}
