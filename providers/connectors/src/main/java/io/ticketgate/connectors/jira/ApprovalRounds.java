package io.ticketgate.connectors.jira;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which approvals belong to an earlier round. When a request is re-opened, Jira asks for
 * approval again under the same step name and keeps the old answers.
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
   * Whether a step from before this one, or at the same time, was asked for again later. Steps
   * after the repeated one are over too: Jira has yet to ask for them again, and their old
   * approvals must not count.
   */
  boolean isOver(JsmApproval approval) {
    @Nullable Instant created = approval.created();
    return created != null
        && byName.values().stream()
            .anyMatch(span -> !span.first().isAfter(created) && span.newest().isAfter(created));
  }
}
