/** What proves later what was approved and decided. */
@NullMarked
package io.ticketgate.core.evidence;

import org.jspecify.annotations.NullMarked;
