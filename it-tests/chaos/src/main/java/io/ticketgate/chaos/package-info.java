/** Breaks nodes, database and ITSM while people work, and asks what is left of the promises. */
@NullMarked
package io.ticketgate.chaos;

import org.jspecify.annotations.NullMarked;
