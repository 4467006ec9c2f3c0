/** Webhooks: who may send one, and what is kept of it. */
@NullMarked
package io.ticketgate.keycloak.rest.webhook;

import org.jspecify.annotations.NullMarked;
