/** Why the gate does not do what it was asked: error codes, failures, results of checks. */
@NullMarked
package io.ticketgate.core.refusal;

import org.jspecify.annotations.NullMarked;
