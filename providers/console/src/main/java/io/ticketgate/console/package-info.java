/** Puts the product's pages into Keycloak's own consoles: one small script, and what it fetches. */
@NullMarked
package io.ticketgate.console;

import org.jspecify.annotations.NullMarked;
