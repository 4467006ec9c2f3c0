package io.ticketgate.core.check;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request to grant an entitlement to a subject under a ticket.
 *
 * @param activate false to authorise only, so that the grant can be made later
 * @param expiresAt the requested end; null for the rule's default
 * @param justification given by the caller; null to take the ticket's
 * @param owner the user who answers for the client credential; null to leave that as it is
 * @param by the person who asks; null for the gate itself
 * @param baseline whether the grant was there before and a ticket for what exists is to cover it:
 *     such a ticket names no beneficiary
 * @param reviewBy by when such a grant is to be reviewed first; null for every other one, and where
 *     one is judged again
 * @param startsAt when the gate is to make a grant that is only authorised; null for not by itself
 */
public record GrantRequest(
    TicketRef ticket,
    Subject subject,
    Entitlement entitlement,
    boolean activate,
    @Nullable Instant expiresAt,
    @Nullable String justification,
    @Nullable Person owner,
    @Nullable Person by,
    boolean baseline,
    @Nullable Instant reviewBy,
    @Nullable Instant startsAt) {

  /** A request for a grant that is new. */
  public GrantRequest(
      TicketRef ticket,
      Subject subject,
      Entitlement entitlement,
      boolean activate,
      @Nullable Instant expiresAt,
      @Nullable String justification,
      @Nullable Person owner,
      @Nullable Person by) {
    this(
        ticket,
        subject,
        entitlement,
        activate,
        expiresAt,
        justification,
        owner,
        by,
        false,
        null,
        null);
  }

  /** A request to cover a grant that is there. */
  public static GrantRequest adoption(
      TicketRef ticket,
      Subject subject,
      Entitlement entitlement,
      Instant reviewBy,
      @Nullable Person by) {
    return new GrantRequest(
        ticket, subject, entitlement, true, null, null, null, by, true, reviewBy, null);
  }

  /** The same request with another end. */
  public GrantRequest until(Instant end) {
    return new GrantRequest(
        ticket,
        subject,
        entitlement,
        activate,
        end,
        justification,
        owner,
        by,
        baseline,
        reviewBy,
        startsAt);
  }

  /** The same request, for a grant that the gate makes by itself at a time to come. */
  public GrantRequest startingAt(Instant start) {
    return new GrantRequest(
        ticket,
        subject,
        entitlement,
        false,
        expiresAt,
        justification,
        owner,
        by,
        baseline,
        reviewBy,
        start);
  }
}
