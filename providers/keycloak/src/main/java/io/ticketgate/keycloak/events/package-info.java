/**
 * What becomes of what has happened: the log that others can verify, and events for subscribers.
 */
@NullMarked
package io.ticketgate.keycloak.events;

import org.jspecify.annotations.NullMarked;
