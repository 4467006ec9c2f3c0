/** The gate: grants and tickets come in here, and writes are judged. */
@NullMarked
package io.ticketgate.core.gate;

import org.jspecify.annotations.NullMarked;
