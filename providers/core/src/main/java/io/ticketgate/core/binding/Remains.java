package io.ticketgate.core.binding;

/**
 * A binding that has ended, of which something may be left in Keycloak: its mapping, a membership,
 * sessions, a secret.
 *
 * @param before the binding as it was while it was live
 * @param ended the binding as it is
 * @param end the step by which it ended, which is not in the history yet
 */
public record Remains(Binding before, Binding ended, Transition end) {}
