package io.ticketgate.core.check;

import static io.ticketgate.core.Grants.failures;
import static io.ticketgate.core.InMemoryRealm.CAB;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.Judged.approved;
import static io.ticketgate.core.Judged.assertAllowed;
import static io.ticketgate.core.Judged.assertDenied;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.Judged;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.Approval;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who approved a ticket: enough people, each eligible, and who it was not to be. */
class ApprovalChecksTest {

  private final Judged judged = new Judged();

  @Nested
  class Approved {

    @Test
    void deniesWhenTheStateSaysApprovedAndNoRecordDoes() {
      judged.rule();
      assertDenied(
          judged.decide(ticket("demo:CHG-1").state("approved")),
          Id.APPROVALS,
          ErrorCode.TICKET_NOT_APPROVED);
    }

    @Test
    void allowsWhenRecordsApproveWhateverTheStateSays() {
      judged.rule();
      assertAllowed(judged.decide(approved().state("rejected")));
    }

    @ParameterizedTest
    @EnumSource(
        value = Approval.Decision.class,
        names = {"PENDING", "NOT_REQUIRED", "REJECTED"})
    void countsOnlyApprovingRecords(Approval.Decision decision) {
      judged.rule();
      assertDenied(
          judged.decide(ticket("demo:CHG-1").decided("bob", decision, T0)),
          Id.APPROVALS,
          ErrorCode.TICKET_NOT_APPROVED);
    }

    @ParameterizedTest
    @EnumSource(
        value = Approval.Decision.class,
        names = {"PENDING", "REJECTED"})
    void deniesWhileAnotherApproverIsOpenOrHasRefused(Approval.Decision decision) {
      judged.rule();
      assertDenied(
          judged.decide(approved().decided("carol", decision, null)),
          Id.APPROVALS,
          ErrorCode.TICKET_NOT_APPROVED);
    }

    @Test
    void allowsWhenAnotherApproverIsNoLongerNeeded() {
      judged.rule();
      assertAllowed(
          judged.decide(approved().decided("carol", Approval.Decision.NOT_REQUIRED, null)));
    }

    @Test
    void takesTheLastWordOfAnApproverWhoChangedTheirMind() {
      judged.rule();
      Decision decision =
          judged.decide(
              ticket("demo:CHG-1")
                  .decided("bob", Approval.Decision.REJECTED, T0)
                  .decided("bob", Approval.Decision.APPROVED, T0.minusSeconds(5)));
      assertDenied(decision, Id.APPROVALS, ErrorCode.TICKET_NOT_APPROVED);
    }

    @Test
    void deniesAClosedTicket() {
      judged.rule("tickets.minApprovals=0");
      assertDenied(
          judged.decide(ticket("demo:CHG-1").open(false)), Id.TICKET_OPEN, ErrorCode.TICKET_CLOSED);
    }

    @Test
    void allowsWithoutApprovalsOnlyWhereTheRuleOptsIn() {
      judged.rule("tickets.minApprovals=0");
      assertAllowed(judged.decide(ticket("demo:CHG-1")));
    }
  }

  @Nested
  class Approvers {

    @Test
    void deniesWhenFewerHaveApprovedThanTheRuleAsksFor() {
      judged.rule("tickets.minApprovals=2");
      Decision decision = judged.decide(approved());
      assertThat(failures(decision)).containsExactly(Id.APPROVALS);
      assertThat(((Decision.Denied) decision).reason().code())
          .isEqualTo(ErrorCode.TICKET_NOT_APPROVED);
    }

    @Test
    void allowsWhenAsManyHaveApprovedAsTheRuleAsksFor() {
      judged.rule("tickets.minApprovals=2");
      assertAllowed(judged.decide(ticket("demo:CHG-1").approvedBy("bob", "carol")));
    }

    @Test
    void countsOnePersonUnderTwoNamesOnce() {
      judged.rule("tickets.minApprovals=2");
      assertDenied(
          judged.decide(ticket("demo:CHG-1").approvedBy("bob", "bob@example.org")),
          Id.APPROVALS,
          ErrorCode.TICKET_NOT_APPROVED);
    }

    @Test
    void countsOneNameInTwoSpellingsOnce() {
      judged.rule("tickets.minApprovals=2");
      assertThat(failures(judged.decide(ticket("demo:CHG-1").approvedBy("bob", "BOB"))))
          .contains(Id.APPROVALS);
    }

    @Test
    void deniesWhenTheApproverIsNobodyHere() {
      judged.rule();
      assertDenied(
          judged.decide(ticket("demo:CHG-1").approvedBy("mallory")),
          Id.APPROVERS,
          ErrorCode.APPROVER_NOT_ELIGIBLE);
    }

    @Test
    void deniesWhenTheApproverIsDisabled() {
      judged.rule();
      judged.realm.user("u-bob", "bob", false);
      assertDenied(judged.decide(approved()), Id.APPROVERS, ErrorCode.APPROVER_NOT_ELIGIBLE);
    }

    @Test
    void deniesWhenTheNameMeansMoreThanOneUser() {
      judged.rule();
      judged.realm.user("u-bob2", "robert", true, "bob");
      assertDenied(judged.decide(approved()), Id.APPROVERS, ErrorCode.APPROVER_NOT_ELIGIBLE);
    }

    @Test
    void deniesWhenTheApproverLacksTheRole() {
      judged.rule("tickets.approverRole=cab-member");
      judged.realm.unmap("u-bob", CAB);
      assertDenied(judged.decide(approved()), Id.APPROVERS, ErrorCode.APPROVER_NOT_ELIGIBLE);
    }

    @Test
    void namesOnlyTheEligibleApprovers() {
      judged.rule("tickets.approverRole=cab-member");
      judged.realm.unmap("u-bob", CAB);
      Decision decision = judged.decide(ticket("demo:CHG-1").approvedBy("bob", "carol"));
      assertThat(((Decision.Allowed) decision).approvers())
          .extracting(Person::name)
          .containsExactly("carol");
    }
  }
}
