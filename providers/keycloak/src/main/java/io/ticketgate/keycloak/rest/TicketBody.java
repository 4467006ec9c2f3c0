package io.ticketgate.keycloak.rest;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.ticket.WebAddress;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /tickets/{system}/{key}}: a ticket record as the ITSM pushes it.
 *
 * @param version a whole number or an ISO 8601 instant; grows with every change
 * @param plannedStart ISO 8601
 * @param plannedEnd ISO 8601
 */
@Schema(requiredProperties = {"type", "open", "version"})
public record TicketBody(
    @Nullable String type,
    @Nullable String state,
    @Nullable Boolean open,
    @Nullable String version,
    @Nullable String requester,
    @Nullable String requestedFor,
    @Nullable List<@Nullable EntitlementJson> entitlements,
    @Nullable List<@Nullable ApprovalJson> approvals,
    @Nullable String justification,
    @Nullable String risk,
    @Nullable String configurationItem,
    @Nullable String plannedStart,
    @Nullable String plannedEnd,
    @Nullable String url) {

  private static final int LONGEST_TEXT = 4000;
  private static final int LONGEST_LIST = 200;

  /**
   * One approval record.
   *
   * @param decision approved, rejected, pending or not_required; any other word is taken for
   *     pending
   * @param at ISO 8601
   */
  @Schema(requiredProperties = {"approver", "decision"})
  public record ApprovalJson(
      @Nullable String approver, @Nullable String decision, @Nullable String at) {}

  Ticket ticket(TicketRef ref) {
    Instant start = RequestBody.instant(plannedStart, "plannedStart");
    Instant end = RequestBody.instant(plannedEnd, "plannedEnd");
    if (start != null && end != null && end.isBefore(start)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "plannedEnd", "plannedEnd is before plannedStart.");
    }
    if (open == null) {
      throw RequestBody.invalid(ErrorCode.INVALID_REQUEST, "open", "open is missing.");
    }
    String text = RequestBody.optional(state, "state");
    return new Ticket(
        ref,
        RequestBody.required(type, "type"),
        text == null ? "" : text,
        open,
        RequestBody.required(version, "version"),
        RequestBody.optional(requester, "requester"),
        RequestBody.optional(requestedFor, "requestedFor"),
        names(),
        records(),
        RequestBody.optional(justification, "justification", LONGEST_TEXT),
        RequestBody.optional(risk, "risk"),
        RequestBody.optional(configurationItem, "configurationItem"),
        start,
        end,
        address());
  }

  private @Nullable String address() {
    String address = RequestBody.optional(url, "url", WebAddress.LONGEST);
    if (address != null && !WebAddress.isOne(address)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "url", "url is a web address, https://... or http://... .");
    }
    return address;
  }

  private List<EntitlementName> names() {
    List<EntitlementName> names = new ArrayList<>();
    if (entitlements != null) {
      requireShort(entitlements, "entitlements");
      for (int i = 0; i < entitlements.size(); i++) {
        EntitlementJson each = entitlements.get(i);
        String field = "entitlements." + i;
        if (each == null) {
          throw RequestBody.invalid(ErrorCode.INVALID_REQUEST, field, field + " is missing.");
        }
        names.add(each.name(field));
      }
    }
    return names;
  }

  private List<Approval> records() {
    List<Approval> records = new ArrayList<>();
    if (approvals != null) {
      requireShort(approvals, "approvals");
      for (int i = 0; i < approvals.size(); i++) {
        ApprovalJson each = approvals.get(i);
        String field = "approvals." + i;
        if (each == null) {
          throw RequestBody.invalid(ErrorCode.INVALID_REQUEST, field, field + " is missing.");
        }
        records.add(
            new Approval(
                RequestBody.required(each.approver(), field + ".approver"),
                Approval.Decision.ofWord(
                    RequestBody.required(each.decision(), field + ".decision")),
                RequestBody.instant(each.at(), field + ".at")));
      }
    }
    return records;
  }

  private static void requireShort(List<?> list, String field) {
    if (list.size() > LONGEST_LIST) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, field, field + " has more than " + LONGEST_LIST + " entries.");
    }
  }
}
