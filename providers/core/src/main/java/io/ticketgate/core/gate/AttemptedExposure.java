package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;

/**
 * A configuration that gives a role to people for whom Keycloak writes nothing when they get it: a
 * mapper that adds it to every token, a directory that keeps its own memberships. The gate could
 * not ask each of them for a ticket, so no ticket can cover it.
 *
 * @param onlyIfUnbound true when it does harm only while a person holds the role without a binding,
 *     as a wider scope or a new name does
 */
public record AttemptedExposure(
    Route route, Subject subject, Entitlement entitlement, boolean onlyIfUnbound)
    implements Attempt {}
