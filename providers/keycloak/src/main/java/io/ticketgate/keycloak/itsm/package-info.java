/** Talks to ITSM systems: reads tickets, polls, works off webhooks, writes notes. */
@NullMarked
package io.ticketgate.keycloak.itsm;

import org.jspecify.annotations.NullMarked;
