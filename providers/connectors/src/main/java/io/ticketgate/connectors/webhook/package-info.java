/** Subscribers that are sent webhooks. */
@NullMarked
package io.ticketgate.connectors.webhook;

import org.jspecify.annotations.NullMarked;
