/** The checks of a rule, and the decision they lead to. */
@NullMarked
package io.ticketgate.core.check;

import org.jspecify.annotations.NullMarked;
