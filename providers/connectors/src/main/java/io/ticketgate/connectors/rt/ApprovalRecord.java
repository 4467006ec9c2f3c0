package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import java.util.Optional;
import java.util.Set;

/**
 * One approval of a ticket, which is a ticket of its own in RT.
 *
 * @param queue the name of its queue
 * @param linked whether the ticket still depends on it
 */
record ApprovalRecord(String id, String status, String owner, String queue, boolean linked) {

  private static final String APPROVED = "resolved";
  private static final String REJECTED = "rejected";

  static ApprovalRecord of(JsonNode item, boolean linked) {
    return new ApprovalRecord(
        Json.text(item, "id"),
        Json.text(item, "Status"),
        Json.person(item, "Owner"),
        Json.text(item.path("Queue"), "Name"),
        linked);
  }

  /**
   * What decides whether a positive answer counts.
   *
   * @param lastChange id of the last change of something that the approvers saw
   * @param asking requestors, who may not approve
   */
  record Terms(String ticket, String approvalsQueue, long lastChange, Set<String> asking) {}

  /**
   * The decision. The approver is the person who changed the status, who need not be the owner.
   *
   * @return empty when the approval changed while it was read
   */
  Optional<Approval> decided(History history, Terms terms) {
    Optional<Change> decision = history.newest(id, Change::isOfStatus);
    if (decision.isPresent() && !decision.get().newValue().equals(status)) {
      return Optional.empty();
    }
    boolean yes = status.equals(APPROVED);
    boolean no = status.equals(REJECTED);
    if (decision.isEmpty() || (!yes && !no)) {
      return Optional.of(new Approval(owner, Decision.PENDING, null));
    }
    Change made = decision.get();
    return Optional.of(
        new Approval(made.by(), no ? Decision.REJECTED : ofYes(made, history, terms), made.at()));
  }

  private Decision ofYes(Change made, History history, Terms terms) {
    if (!linked || isFromElsewhere(history, terms) || terms.asking.contains(made.by())) {
      return Decision.NOT_REQUIRED;
    }
    // A change after the answer: the approver has not seen what the ticket asks for now.
    return made.id() < terms.lastChange ? Decision.PENDING : Decision.APPROVED;
  }

  // An approval is created for its ticket in the queue of approvals, where only approvers may
  // answer. One that was linked or moved there later was about something else.
  private boolean isFromElsewhere(History history, Terms terms) {
    return !queue.equals(terms.approvalsQueue)
        || history.any(id, change -> change.isOfField("Queue") || change.isOfField("Type"))
        || history
            .of(id)
            .anyMatch(c -> c.newlyDependedOnBy().filter(terms.ticket::equals).isPresent());
  }
}
