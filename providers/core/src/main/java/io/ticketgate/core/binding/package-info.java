/** Bindings: what ties a grant to its ticket, from authorisation to its end. */
@NullMarked
package io.ticketgate.core.binding;

import org.jspecify.annotations.NullMarked;
