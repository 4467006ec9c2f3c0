/**
 * The {@code request-tracker} connector: tickets of Request Tracker 5 and their approvals, over
 * REST2.
 *
 * <p>The transactions of the ticket and its approvals tell who approved what. The ticket's status
 * and the owner of an approval prove nothing.
 */
@NullMarked
package io.ticketgate.connectors.rt;

import org.jspecify.annotations.NullMarked;
