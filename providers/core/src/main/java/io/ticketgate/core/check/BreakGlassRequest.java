package io.ticketgate.core.check;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request for an emergency grant, which no ticket covers.
 *
 * @param expiresAt the requested end; null for the latest that the rules allow
 * @param justification why there is no time for a ticket; null where the request says nothing
 * @param by the person who makes it
 */
public record BreakGlassRequest(
    Subject subject,
    Entitlement entitlement,
    @Nullable Instant expiresAt,
    @Nullable String justification,
    Person by) {}
