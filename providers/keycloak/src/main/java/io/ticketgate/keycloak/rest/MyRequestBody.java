package io.ticketgate.keycloak.rest;

import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for in self-service.
 *
 * @param subject {@code {"serviceAccount": ".."}} of a client that the caller owns; null for the
 *     caller
 * @param justification why it is needed, in at most 4000 characters
 * @param from begin of the window; null for at once
 * @param until its end; null for as long as the rules allow
 * @param system the ITSM system that is to make the ticket; null for the first that may
 */
public record MyRequestBody(
    @Nullable EntitlementJson entitlement,
    @Nullable SubjectJson subject,
    @Nullable String justification,
    @Nullable String from,
    @Nullable String until,
    @Nullable String system) {}
