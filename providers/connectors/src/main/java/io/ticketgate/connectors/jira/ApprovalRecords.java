package io.ticketgate.connectors.jira;

import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns the approvals of a request into approval records. */
final class ApprovalRecords {

  private final ApprovalRounds rounds;
  private final Set<Approval> known;

  /**
   * @param known what the gate knows of the ticket; null when it never saw it
   */
  ApprovalRecords(List<JsmApproval> approvals, @Nullable Ticket known) {
    this.rounds = new ApprovalRounds(approvals);
    this.known = known == null ? Set.of() : new HashSet<>(known.approvals());
  }

  Stream<Approval> of(JsmApproval approval) {
    if (approval.answers().isEmpty()) {
      return Stream.of(ofNobody(approval));
    }
    if (rounds.isOver(approval)) {
      return approval.answers().stream().map(answer -> over(approval, answer));
    }
    return switch (approval.finalDecision()) {
      case "approved" -> approval.answers().stream().map(answer -> approved(approval, answer));
      case "declined" -> declined(approval);
      default -> open(approval);
    };
  }

  // Nobody was asked, for example because a group is empty. Without a record nothing would object.
  private Approval ofNobody(JsmApproval approval) {
    Decision decision =
        rounds.isOver(approval)
            ? Decision.NOT_REQUIRED
            : approval.finalDecision().equals("declined") ? Decision.REJECTED : Decision.PENDING;
    return new Approval(People.noOne(approval.id()), decision, null);
  }

  private static Approval over(JsmApproval approval, JsmApproval.Answer answer) {
    Decision decision =
        answer.decision().equals("declined") ? Decision.REJECTED : Decision.NOT_REQUIRED;
    Instant at = approval.completed() == null ? approval.created() : approval.completed();
    return new Approval(answer.approver(), decision, at);
  }

  private Approval approved(JsmApproval approval, JsmApproval.Answer answer) {
    return switch (answer.decision()) {
      case "approved" ->
          new Approval(answer.approver(), Decision.APPROVED, decidedAt(approval, answer));
      case "pending", "" ->
          new Approval(answer.approver(), Decision.NOT_REQUIRED, approval.completed());
      case "declined" -> rejected(answer);
      default -> new Approval(answer.approver(), Decision.PENDING, null);
    };
  }

  private static Stream<Approval> declined(JsmApproval approval) {
    boolean byOne =
        approval.answers().stream().anyMatch(answer -> answer.decision().equals("declined"));
    return approval.answers().stream()
        .map(
            answer ->
                !byOne || answer.decision().equals("declined")
                    ? rejected(answer)
                    : new Approval(answer.approver(), Decision.NOT_REQUIRED, approval.completed()));
  }

  // While the step is open, one record must be pending: otherwise all would look approved.
  private static Stream<Approval> open(JsmApproval approval) {
    boolean allAnswered =
        approval.answers().stream().allMatch(answer -> answer.decision().equals("approved"));
    return approval.answers().stream()
        .map(
            answer ->
                switch (answer.decision()) {
                  case "declined" -> rejected(answer);
                  case "approved" ->
                      allAnswered
                          ? new Approval(answer.approver(), Decision.PENDING, null)
                          : new Approval(answer.approver(), Decision.APPROVED, approval.created());
                  default -> new Approval(answer.approver(), Decision.PENDING, null);
                });
  }

  /**
   * Jira tells when a step ended, but not when each approver answered. An approval that the gate
   * saw while the step was open keeps the time it had then. With a later time, an approval given
   * before the ticket changed would count as given after.
   */
  private @Nullable Instant decidedAt(JsmApproval approval, JsmApproval.Answer answer) {
    Approval early = new Approval(answer.approver(), Decision.APPROVED, approval.created());
    return known.contains(early) ? approval.created() : approval.completed();
  }

  // Without a time, no approval by the same person in another step can replace it.
  private static Approval rejected(JsmApproval.Answer answer) {
    return new Approval(answer.approver(), Decision.REJECTED, null);
  }
}
