package io.ticketgate.connectors.jira;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which approvals belong to an earlier round. A request that is re-opened is asked for
 * approval again, under the same name, and Jira keeps the old answers beside the new question.
 */
final class ApprovalRounds {

  private record Span(Instant first, Instant newest) {

    static Span merged(Span one, Span other) {
      return new Span(
          one.first.isBefore(other.first) ? one.first : other.first,
          one.newest.isAfter(other.newest) ? one.newest : other.newest);
    }
  }

  private final Map<String, Span> byName = new HashMap<>();

  ApprovalRounds(List<JsmApproval> approvals) {
    for (JsmApproval approval : approvals) {
      Instant created = approval.created();
      if (created != null && !approval.name().isEmpty()) {
        byName.merge(approval.name(), new Span(created, created), Span::merged);
      }
    }
  }

  /**
   * Whether some step was asked for before or with this one and then once more. Steps that came
   * after the repeated one are over too: when the first step is given anew, the approval of the
   * second is still to be asked for, and the old one must not stand in for it.
   */
  boolean isOver(JsmApproval approval) {
    @Nullable Instant created = approval.created();
    return created != null
        && byName.values().stream()
            .anyMatch(span -> !span.first().isAfter(created) && span.newest().isAfter(created));
  }
}
