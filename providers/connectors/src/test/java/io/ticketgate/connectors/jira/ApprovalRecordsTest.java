package io.ticketgate.connectors.jira;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.connectors.jira.JsmApproval.Answer;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalRecordsTest {

  private static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "approved, approved, APPROVED",
    "approved, pending, NOT_REQUIRED",
    "approved, '', NOT_REQUIRED",
    "approved, declined, REJECTED",
    "approved, abstained, PENDING",
    "declined, declined, REJECTED",
    "declined, approved, REJECTED",
    "declined, pending, REJECTED",
    "pending, pending, PENDING",
    "pending, approved, PENDING",
    "pending, declined, REJECTED",
    "skipped, approved, PENDING",
    "'', approved, PENDING"
  })
  void decidesByTheStepAndByTheApprover(String step, String answer, Decision decision) {
    assertThat(records(step(1, "CAB", step, answer("bob", answer))))
        .extracting(Approval::decision)
        .containsExactly(decision);
  }

  @Test
  void anOpenStepHasSomebodyOpen() {
    assertThat(
            Approved.by(
                records(step(1, "CAB", "pending", answer("bob", "approved"), answer("carol", "")))))
        .isEmpty();
    assertThat(
            Approved.by(
                records(
                    step(
                        1,
                        "CAB",
                        "pending",
                        answer("bob", "approved"),
                        answer("eve", "approved")))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"approved, PENDING", "pending, PENDING", "declined, REJECTED"})
  void aStepThatAsksNobodyIsNotApproved(String step, Decision decision) {
    assertThat(
            records(
                step(1, "Manager", "approved", answer("bob", "approved")), step(2, "CAB", step)))
        .extracting(Approval::decision)
        .containsExactly(Decision.APPROVED, decision);
  }

  @Test
  void aReopenedRequestIsNotApprovedByTheOldAnswer() {
    JsmApproval old = step(1, "CAB", "approved", answer("bob", "approved"));

    assertThat(Approved.by(records(old, step(9, "CAB", "pending", answer("bob", "pending")))))
        .isEmpty();
    assertThat(Approved.by(records(old, step(9, "CAB", "approved", answer("carol", "approved")))))
        .containsExactly("carol");
  }

  @Test
  void theOrderOfTheAnswerDoesNotMatter() {
    JsmApproval old = step(1, "CAB", "approved", answer("bob", "approved"));
    JsmApproval again = step(9, "CAB", "approved", answer("carol", "approved"));

    assertThat(Approved.by(records(again, old))).containsExactly("carol");
  }

  @Test
  void whoDeclinedOnceHasToSaySoAnew() {
    JsmApproval old = step(1, "CAB", "declined", answer("bob", "declined"));

    assertThat(records(old, step(9, "CAB", "approved", answer("bob", "approved"))))
        .containsExactly(
            new Approval("bob", Decision.REJECTED, at(2)),
            new Approval("bob", Decision.APPROVED, at(10)));
  }

  @Test
  void stepsAfterTheRepeatedOneAreOverToo() {
    JsmApproval manager = step(1, "Manager", "approved", answer("bob", "approved"));
    JsmApproval cab = step(3, "CAB", "approved", answer("carol", "approved"));
    JsmApproval managerAgain = step(9, "Manager", "approved", answer("bob", "approved"));

    assertThat(Approved.by(records(manager, cab, managerAgain))).containsExactly("bob");
  }

  @Test
  void stepsBeforeTheRepeatedOneStillHold() {
    JsmApproval manager = step(1, "Manager", "approved", answer("bob", "approved"));
    JsmApproval cab = step(3, "CAB", "declined", answer("carol", "declined"));
    JsmApproval cabAgain = step(9, "CAB", "approved", answer("carol", "approved"));

    assertThat(records(manager, cab, cabAgain))
        .extracting(Approval::decision)
        .containsExactly(Decision.APPROVED, Decision.REJECTED, Decision.APPROVED);
  }

  @Test
  void roundsWithoutATimeAllCount() {
    JsmApproval undated =
        new JsmApproval("1", "CAB", "pending", List.of(new Answer("bob", "pending")), null, null);

    assertThat(Approved.by(records(undated, step(9, "CAB", "approved", answer("bob", "approved")))))
        .isEmpty();
  }

  @Test
  void aRefusalIsNotOutweighedByTheSamePersonsConsentElsewhere() {
    List<Approval> records =
        records(
            step(1, "CAB", "declined", answer("bob", "declined")),
            step(5, "Manager", "approved", answer("bob", "approved")));

    assertThat(records.get(0)).isEqualTo(new Approval("bob", Decision.REJECTED, null));
  }

  // Else what bob approved before a change would count as approved after it.
  @Test
  void whoWasSeenToApproveKeepsThatTime() {
    JsmApproval open =
        step(1, "CAB", "pending", answer("bob", "approved"), answer("carol", "pending"));
    JsmApproval closed =
        step(1, "CAB", "approved", answer("bob", "approved"), answer("carol", "approved"));

    List<Approval> seen = records(open);

    assertThat(seen.get(0)).isEqualTo(new Approval("bob", Decision.APPROVED, at(1)));
    assertThat(new ApprovalRecords(List.of(closed), ticket(seen)).of(closed))
        .containsExactly(
            new Approval("bob", Decision.APPROVED, at(1)),
            new Approval("carol", Decision.APPROVED, at(2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'approver':{}}", "{'approver':{'groupId':'x','name':'cab'}}"})
  void anApproverWhoCannotBeNamedStillCountsAsOpen(String approver) {
    JsmApproval step =
        JsmApproval.of(
            Fixtures.json(
                "{'id':'1','name':'CAB','finalDecision':'pending','approvers':[" + approver + "]}"),
            new People("accountId"));

    assertThat(records(step)).extracting(Approval::decision).containsExactly(Decision.PENDING);
  }

  // Data Center's groups and users both have a name, and a user of Keycloak may be called as a
  // group.
  @Test
  void aGroupIsNotThePersonOfThatName() {
    JsmApproval step =
        JsmApproval.of(
            Fixtures.json(
                "{'id':'1','name':'CAB','finalDecision':'approved','approvers':"
                    + "[{'approver':{'name':'admin'},'approverDecision':'approved'}]}"),
            new People("name"));

    assertThat(Approved.by(records(step))).containsExactly("jira:admin");
  }

  private static List<Approval> records(JsmApproval... steps) {
    List<JsmApproval> all = List.of(steps);
    ApprovalRecords records = new ApprovalRecords(all, null);
    return all.stream().flatMap(records::of).toList();
  }

  /** A step that was asked for at a minute and, unless it is open, decided a minute later. */
  private static JsmApproval step(int minute, String name, String decision, Answer... answers) {
    boolean decided = decision.equals("approved") || decision.equals("declined");
    return new JsmApproval(
        name.toLowerCase(Locale.ROOT) + minute,
        name,
        decision,
        List.of(answers),
        at(minute),
        decided ? at(minute + 1) : null);
  }

  private static Answer answer(String approver, String decision) {
    return new Answer(approver, decision);
  }

  private static Instant at(int minute) {
    return BEGIN.plusSeconds(60L * minute);
  }

  private static Ticket ticket(List<Approval> approvals) {
    @Nullable String none = null;
    return new Ticket(
        new TicketRef("itsm", "ACC-7"),
        "Access request",
        "Waiting for CAB",
        true,
        at(1).toString(),
        none,
        none,
        List.of(),
        approvals,
        none,
        none,
        none,
        null,
        null,
        none);
  }
}
