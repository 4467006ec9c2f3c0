/** People, subjects and entitlements, and the ports that find them. */
@NullMarked
package io.ticketgate.core.access;

import org.jspecify.annotations.NullMarked;
