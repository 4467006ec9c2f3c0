package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Subject;

/**
 * A grant that was not adopted.
 *
 * @param entitlement the text of its name, {@code role:orders/refund} or {@code client:ci-1}
 * @param code the error code of what it lacks
 * @param message the same in a sentence
 */
public record AdoptionFailure(Subject subject, String entitlement, String code, String message) {}
