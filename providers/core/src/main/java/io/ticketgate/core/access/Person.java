package io.ticketgate.core.access;

/**
 * A Keycloak user who takes part in a decision: approver, requester or administrator.
 *
 * @param id Keycloak's user id
 * @param name the user name when this value was made
 */
public record Person(String id, String name) {}
