package io.ticketgate.spi;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as its ITSM tells it: facts, no conclusions. There is no "approved" flag on purpose;
 * approval is recomputed from {@link #approvals()}.
 *
 * @param type the ITSM's word for the kind of ticket, for example {@code change_request}
 * @param state the ITSM's word for its state; shown to people, never decided on
 * @param open whether work under the ticket may still go on
 * @param version grows with every change of any other component, the approvals among them; compared
 *     as {@link ItsmConnector#compareVersions} says. The gate refuses an older version than it
 *     knows, and the version it knows with other content
 * @param requester who asked, as the ITSM names people; null when it does not say
 * @param requestedFor who is to get the entitlement: a person, or the {@code clientId} of a service
 *     account; null when the ITSM does not say, and then the ticket covers nobody
 * @param entitlements what was asked for; {@link EntitlementName#parseAll} reads them out of a text
 *     field
 * @param approvals every approval record of the ticket, also open and rejected ones; in any order,
 *     and none where nobody was asked
 * @param plannedStart begin of the change window; null for none
 * @param plannedEnd end of the change window; null for none
 * @param url where a person can read the ticket
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
      throw new IllegalArgumentException("A ticket has a type.");
    }
    if (version.isBlank()) {
      throw new IllegalArgumentException("A ticket has a version.");
    }
    if (plannedStart != null && plannedEnd != null && plannedEnd.isBefore(plannedStart)) {
      throw new IllegalArgumentException("plannedEnd is before plannedStart.");
    }
    entitlements = List.copyOf(entitlements);
    approvals = List.copyOf(approvals);
  }
}
