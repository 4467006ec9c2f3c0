/** Receives webhooks of ITSM systems: who sent one, and which ticket is to be read again. */
@NullMarked
package io.ticketgate.keycloak.webhook;

import org.jspecify.annotations.NullMarked;
