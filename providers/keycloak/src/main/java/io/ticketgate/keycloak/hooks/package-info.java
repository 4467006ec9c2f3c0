/** What Keycloak calls: the factories that bring the gate into the server. */
@NullMarked
package io.ticketgate.keycloak.hooks;

import org.jspecify.annotations.NullMarked;
