/** What Keycloak calls while it makes, shows and introspects tokens and assertions. */
@NullMarked
package io.ticketgate.keycloak.hooks.token;

import org.jspecify.annotations.NullMarked;
