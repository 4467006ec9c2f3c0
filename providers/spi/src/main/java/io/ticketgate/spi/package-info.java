/**
 * What the author of an ITSM connector compiles against.
 *
 * <p>A connector reads tickets and their approval records from one kind of ITSM system. It decides
 * nothing: whether a ticket suffices for a grant is recomputed by the gate from the records a
 * connector returns.
 */
@NullMarked
package io.ticketgate.spi;

import org.jspecify.annotations.NullMarked;
