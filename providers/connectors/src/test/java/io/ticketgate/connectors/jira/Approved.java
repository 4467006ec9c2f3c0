package io.ticketgate.connectors.jira;

import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import io.ticketgate.spi.Ticket;
import java.util.Collection;
import java.util.List;

/** Whom the gate could count at most: nobody while a record is open or refuses. */
final class Approved {

  private Approved() {}

  static List<String> by(Ticket ticket) {
    return by(ticket.approvals());
  }

  static List<String> by(Collection<Approval> records) {
    boolean blocked =
        records.stream()
            .anyMatch(
                record ->
                    record.decision() == Decision.PENDING
                        || record.decision() == Decision.REJECTED);
    return blocked
        ? List.of()
        : records.stream()
            .filter(record -> record.decision() == Decision.APPROVED)
            .map(Approval::approver)
            .toList();
  }
}
