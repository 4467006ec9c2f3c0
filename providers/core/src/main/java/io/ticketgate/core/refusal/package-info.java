/** Why the gate refuses a request: error codes, failures, results of checks. */
@NullMarked
package io.ticketgate.core.refusal;

import org.jspecify.annotations.NullMarked;
