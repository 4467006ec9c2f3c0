/** The log of a realm, as monitors and witnesses read it: C2SP tlog-tiles. */
@NullMarked
package io.ticketgate.keycloak.rest.log;

import org.jspecify.annotations.NullMarked;
