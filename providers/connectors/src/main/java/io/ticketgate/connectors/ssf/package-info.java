/** The receivers of Keycloak's own transmitter of security events (OpenID SSF and CAEP). */
@NullMarked
package io.ticketgate.connectors.ssf;

import org.jspecify.annotations.NullMarked;
