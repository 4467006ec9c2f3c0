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
 */
public record GrantRequest(
    TicketRef ticket,
    Subject subject,
    Entitlement entitlement,
    boolean activate,
    @Nullable Instant expiresAt,
    @Nullable String justification,
    @Nullable Person owner,
    @Nullable Person by) {}
