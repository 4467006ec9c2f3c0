package io.ticketgate.spi;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket that the gate asks an ITSM to make, for a person who asks for access in self-service.
 *
 * @param id chosen by the gate, 1 to 36 letters, digits and {@code -}; the same at every try, and
 *     of no other request. The ticket has to carry it, so that a try whose answer was lost is
 *     recognised
 * @param requester the person who asks, as the ITSM names people
 * @param requestedFor who gets the entitlement: a person as the ITSM names people, or the {@code
 *     clientId} of a service account
 * @param entitlement what is asked for; write {@link EntitlementName#text} into the field that the
 *     connector reads
 * @param justification what the person says about it; plain text of one or more lines
 * @param plannedStart begin of the window, to the second; null for none
 * @param plannedEnd its end, to the second; null for none
 */
public record NewTicket(
    String id,
    String requester,
    String requestedFor,
    EntitlementName entitlement,
    String justification,
    @Nullable Instant plannedStart,
    @Nullable Instant plannedEnd) {

  /**
   * @throws IllegalArgumentException when the id has another form, a name is blank, the window is
   *     none, or the entitlement cannot be written so that it is read as it is
   */
  public NewTicket {
    if (!id.matches("[A-Za-z0-9-]{1,36}")) {
      throw new IllegalArgumentException(
          "The id of a new ticket has 1 to 36 letters, digits and hyphens.");
    }
    if (requester.isBlank() || requestedFor.isBlank()) {
      throw new IllegalArgumentException("A new ticket names its requester and its beneficiary.");
    }
    if (plannedStart != null && plannedEnd != null && !plannedStart.isBefore(plannedEnd)) {
      throw new IllegalArgumentException("plannedStart must be before plannedEnd.");
    }
    if (!EntitlementName.parseAll(entitlement.text(), false).equals(List.of(entitlement))) {
      throw new IllegalArgumentException(
          "The name of the role or client cannot be written in a ticket: it contains a comma, a"
              + " semicolon or a line break.");
    }
  }

  /** One line for people, with the id: {@code Access: role:db-admin for alice [5f..]}. */
  public String summary() {
    return "Access: "
        + shortened(entitlement.text())
        + " for "
        + shortened(requestedFor)
        + " ["
        + id
        + "]";
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= 80 ? line : line.substring(0, 80) + "..";
  }
}
