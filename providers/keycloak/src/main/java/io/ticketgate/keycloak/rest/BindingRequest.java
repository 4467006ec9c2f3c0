package io.ticketgate.keycloak.rest;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /bindings} and {@code POST /evaluations}.
 *
 * @param ticket {@code system:key}
 * @param activate false to authorise only; true when absent
 * @param startsAt ISO 8601: when the gate is to give it by itself; now when absent
 * @param expiresAt ISO 8601; the rule's default when absent
 * @param owner user name of the owner of the client credential; absent to leave that as it is
 * @param credential what the client proves itself by; absent for a new secret
 */
@Schema(requiredProperties = {"ticket", "subject", "entitlement"})
public record BindingRequest(
    @Nullable String ticket,
    @Nullable SubjectJson subject,
    @Nullable EntitlementJson entitlement,
    @Nullable Boolean activate,
    @Nullable String startsAt,
    @Nullable String expiresAt,
    @Nullable String justification,
    @Nullable String owner,
    @Nullable CredentialJson credential) {}
