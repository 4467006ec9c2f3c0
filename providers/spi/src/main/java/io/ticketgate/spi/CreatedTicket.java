package io.ticketgate.spi;

import org.jspecify.annotations.Nullable;

/**
 * A ticket that an ITSM has made.
 *
 * @param key its key, as in {@link TicketRef#key}
 * @param url where people can read it; null for nowhere
 */
public record CreatedTicket(String key, @Nullable String url) {}
