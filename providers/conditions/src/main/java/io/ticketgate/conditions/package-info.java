/** The conditions of rules, in CEL: {@link io.ticketgate.core.condition.Conditions}. */
@NullMarked
package io.ticketgate.conditions;

import org.jspecify.annotations.NullMarked;
