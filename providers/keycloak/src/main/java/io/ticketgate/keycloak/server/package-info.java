/** What runs with the server and not in a request: set-up, expiry, reconciler, last use. */
@NullMarked
package io.ticketgate.keycloak.server;

import org.jspecify.annotations.NullMarked;
