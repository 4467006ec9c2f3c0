package io.ticketgate.spi;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as its ITSM describes it: facts, no conclusions. It deliberately has no "approved" flag:
 * the gate decides from {@link #approvals()}.
 *
 * @param type the ITSM's word for the kind of ticket, for example {@code change_request}
 * @param state the ITSM's word for its state; shown to people and used for nothing else
 * @param open whether the ticket is open
 * @param version grows with every change of any other component, approvals included; compared by
 *     {@link ItsmConnector#compareVersions}. The gate refuses an older version than it knows, and
 *     the version it knows with other content
 * @param requester the person who asks, as the ITSM names people; null when it does not say
 * @param requestedFor the subject who gets the entitlements: a person, or the {@code clientId} of a
 *     service account. Null when the ITSM does not say; the ticket then allows no grant
 * @param entitlements what the ticket asks for; {@link EntitlementName#parseAll} reads them from a
 *     text field
 * @param approvals every approval record of the ticket, pending and rejected ones included, in any
 *     order; empty when nobody was asked
 * @param plannedStart start of the change window; null for none
 * @param plannedEnd end of the change window; null for none
 * @param url where people can read the ticket; null for nowhere. The gate leaves out what is no
 *     absolute http or https address of at most 2,000 characters
 */
public record Ticket(
    TicketRef ref,
    String type,
    String state,
    boolean open,
    String version,
    @Nullable String requester,
    @Nullable String requestedFor,
    List<EntitlementName> entitlements,
    List<Approval> approvals,
    @Nullable String justification,
    @Nullable String risk,
    @Nullable String configurationItem,
    @Nullable Instant plannedStart,
    @Nullable Instant plannedEnd,
    @Nullable String url) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException when type or version is blank, or the window ends before it
   *     starts
   */
  public Ticket {
    if (type.isBlank()) {
      throw new IllegalArgumentException("A ticket must have a type.");
    }
    if (version.isBlank()) {
      throw new IllegalArgumentException("A ticket must have a version.");
    }
    if (plannedStart != null && plannedEnd != null && plannedEnd.isBefore(plannedStart)) {
      throw new IllegalArgumentException("plannedEnd must not be before plannedStart.");
    }
    entitlements = List.copyOf(entitlements);
    approvals = List.copyOf(approvals);
  }

  /**
   * This ticket as it is known, but closed. For a connector that sees that a ticket is closed and
   * cannot read the rest of it: whatever makes a ticket unreadable must not hide its closing.
   *
   * @param state the ITSM's word for the state that it has now
   * @param version not older than the version of this ticket
   */
  public Ticket closed(String state, String version) {
    return new Ticket(
        ref,
        type,
        state,
        false,
        version,
        requester,
        requestedFor,
        entitlements,
        approvals,
        justification,
        risk,
        configurationItem,
        plannedStart,
        plannedEnd,
        url);
  }
}
