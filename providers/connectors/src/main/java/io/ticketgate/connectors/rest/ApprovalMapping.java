package io.ticketgate.connectors.rest;

import io.ticketgate.spi.Approval.Decision;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the approval records stand, and what their decisions mean.
 *
 * @param fields where in a record the fields of {@link Fields#OF_APPROVAL} stand
 * @param count where the ITSM says how many there are; null where it does not
 */
record ApprovalMapping(
    Place list,
    Map<String, Place> fields,
    @Nullable Place count,
    Set<String> approved,
    Set<String> rejected,
    Set<String> withdrawn) {

  ApprovalMapping {
    fields = Map.copyOf(fields);
  }

  /** What a value means; one that nobody has named approves nothing. */
  Decision decision(String value) {
    if (approved.contains(value)) {
      return Decision.APPROVED;
    }
    if (rejected.contains(value)) {
      return Decision.REJECTED;
    }
    return withdrawn.contains(value) ? Decision.NOT_REQUIRED : Decision.PENDING;
  }
}
