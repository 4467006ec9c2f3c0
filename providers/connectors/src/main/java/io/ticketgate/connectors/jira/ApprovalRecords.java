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

/** Turns the approvals of a request into records of who decided what. */
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

  // Nobody is asked, for example because a group is empty: no record must not mean no objection.
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

  // While the step is open somebody must be: an approver's yes alone would read as a whole
  // approval.
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
   * Jira has no time of an approver's answer, only of the whole step's end. Whoever was seen to
   * approve while the step was open keeps the time that stood on the record then: with a later one,
   * an approval of what the ticket said before a change would count as given anew.
   */
  private @Nullable Instant decidedAt(JsmApproval approval, JsmApproval.Answer answer) {
    Approval early = new Approval(answer.approver(), Decision.APPROVED, approval.created());
    return known.contains(early) ? approval.created() : approval.completed();
  }

  // Without a time: no approval that the same person gives in another step outweighs it.
  private static Approval rejected(JsmApproval.Answer answer) {
    return new Approval(answer.approver(), Decision.REJECTED, null);
  }
}
