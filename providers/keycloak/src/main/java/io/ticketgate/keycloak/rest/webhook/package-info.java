/** Webhooks: which senders are accepted, and what is stored of a webhook. */
@NullMarked
package io.ticketgate.keycloak.rest.webhook;

import org.jspecify.annotations.NullMarked;
