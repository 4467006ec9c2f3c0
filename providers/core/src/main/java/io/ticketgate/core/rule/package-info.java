/** Rules: which entitlements are protected, and what a ticket must fulfil. */
@NullMarked
package io.ticketgate.core.rule;

import org.jspecify.annotations.NullMarked;
