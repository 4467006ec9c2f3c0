package io.ticketgate.connectors.rest;

import io.ticketgate.spi.Approval.Decision;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the approval records are, and what their decisions mean.
 *
 * @param fields where the fields of {@link Fields#OF_APPROVAL} are in a record
 * @param counted the records that may approve; null when each of the list may
 * @param count where the number of records is; null when the ITSM does not tell it
 */
record ApprovalMapping(
    Place list,
    Map<String, Place> fields,
    @Nullable Place counted,
    @Nullable Place count,
    Set<String> approved,
    Set<String> rejected,
    Set<String> withdrawn) {

  ApprovalMapping {
    fields = Map.copyOf(fields);
  }

  /** What a value means. A value that the settings do not name approves nothing. */
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
