/** What becomes of the gate's events: the log that others can verify. */
@NullMarked
package io.ticketgate.keycloak.events;

import org.jspecify.annotations.NullMarked;
