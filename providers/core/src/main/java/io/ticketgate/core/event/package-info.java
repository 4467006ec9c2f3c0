/** Events that subscribers hear of: what happened, who hears of it, and when to try again. */
@NullMarked
package io.ticketgate.core.event;

import org.jspecify.annotations.NullMarked;
