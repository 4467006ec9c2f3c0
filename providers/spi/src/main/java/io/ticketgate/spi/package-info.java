/**
 * What the author of an ITSM connector compiles against.
 *
 * <p>A connector reads tickets and their approval records from one kind of ITSM. It decides
 * nothing: the gate decides from these records whether a ticket suffices for a grant.
 */
@NullMarked
package io.ticketgate.spi;

import org.jspecify.annotations.NullMarked;
