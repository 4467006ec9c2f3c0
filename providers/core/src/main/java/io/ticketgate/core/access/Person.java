package io.ticketgate.core.access;

/**
 * A Keycloak user in a role of a decision: approver, requester, administrator.
 *
 * @param id Keycloak's user id
 * @param name the user name when this value was made
 */
public record Person(String id, String name) {}
