/**
 * What runs by the clock, at the start of the server, and when a realm, user, client or role goes.
 */
@NullMarked
package io.ticketgate.keycloak.task;

import org.jspecify.annotations.NullMarked;
