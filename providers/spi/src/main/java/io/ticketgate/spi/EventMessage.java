package io.ticketgate.spi;

import java.time.Instant;

/**
 * An event on its way to a subscriber.
 *
 * @param id the same at every try, so that a receiver knows what it has already
 * @param at when it is sent; a receiver refuses what is too old
 * @param body JSON in the format that the subscriber had when it happened; the same at every try
 */
public record EventMessage(String id, Instant at, String body) {}
