package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gate knows of a ticket, and the bindings that rely on it.
 *
 * @param digest digest of the approved fields
 * @param readAt when it was read from the ITSM, or put to us
 * @param cleaningUp under how many bindings, which have ended, something is still to be removed
 *     from Keycloak
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TicketView(
    String ticket,
    String type,
    String state,
    boolean open,
    String version,
    @Nullable String requester,
    @Nullable String requestedFor,
    List<EntitlementJson> entitlements,
    List<ApprovalView> approvals,
    @Nullable String justification,
    @Nullable String risk,
    @Nullable String configurationItem,
    @Nullable String plannedStart,
    @Nullable String plannedEnd,
    @Nullable String url,
    String digest,
    @Nullable String readAt,
    long cleaningUp,
    List<BindingView> bindings) {

  /**
   * One approval record.
   *
   * @param voided whether it no longer counts, because the ticket changed or closed after it was
   *     given
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ApprovalView(
      String approver, String decision, @Nullable String at, boolean voided) {}

  static TicketView of(
      KnownTicket known, @Nullable Instant readAt, long cleaningUp, List<Binding> bindings) {
    Ticket ticket = known.ticket();
    return new TicketView(
        ticket.ref().toString(),
        ticket.type(),
        ticket.state(),
        ticket.open(),
        ticket.version(),
        ticket.requester(),
        ticket.requestedFor(),
        ticket.entitlements().stream().map(EntitlementJson::of).toList(),
        ticket.approvals().stream().map(approval -> approval(known, approval)).toList(),
        ticket.justification(),
        ticket.risk(),
        ticket.configurationItem(),
        text(ticket.plannedStart()),
        text(ticket.plannedEnd()),
        ticket.url(),
        known.digest(),
        text(readAt),
        cleaningUp,
        bindings.stream().map(BindingView::of).toList());
  }

  private static ApprovalView approval(KnownTicket known, Approval approval) {
    return new ApprovalView(
        approval.approver(),
        approval.decision().word(),
        text(approval.at()),
        known.voided().contains(approval));
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
