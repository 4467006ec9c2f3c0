/** The gate's place in Keycloak's logins. */
@NullMarked
package io.ticketgate.keycloak.hooks.login;

import org.jspecify.annotations.NullMarked;
