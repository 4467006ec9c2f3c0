/** Measures what the gate costs. */
@NullMarked
package io.ticketgate.bench;

import org.jspecify.annotations.NullMarked;
