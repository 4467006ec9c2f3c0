/** The command that checks rules in files before they reach a realm. */
@NullMarked
package io.ticketgate.policy;

import org.jspecify.annotations.NullMarked;
