/** The port by which rules carry conditions, and what a condition is told. */
@NullMarked
package io.ticketgate.core.condition;

import org.jspecify.annotations.NullMarked;
