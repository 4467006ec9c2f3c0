/** Tickets as the gate knows them: what was approved, and what has changed since. */
@NullMarked
package io.ticketgate.core.ticket;

import org.jspecify.annotations.NullMarked;
