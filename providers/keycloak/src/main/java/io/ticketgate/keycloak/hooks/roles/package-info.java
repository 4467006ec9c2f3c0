/** Keycloak's provider of roles, which says what a role contains before it is taken apart. */
@NullMarked
package io.ticketgate.keycloak.hooks.roles;

import org.jspecify.annotations.NullMarked;
