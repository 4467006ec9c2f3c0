package io.ticketgate.keycloak.store;

import io.ticketgate.keycloak.store.HolderPages.Position;

/**
 * Where an adoption goes on.
 *
 * @param entitlementId what it adopts; the ids are taken in their order
 * @param structures whether all people are done, and groups and composite roles are left
 * @param holders how far it has come among the people
 */
public record AdoptionPosition(String entitlementId, boolean structures, Position holders) {}
