/**
 * The {@code request-tracker} connector: tickets of Request Tracker 5 and their approval tickets,
 * over REST2.
 *
 * <p>Who approved what is read from the transactions of the approval tickets and of the ticket
 * itself: neither the ticket's status nor the owner of an approval ticket proves anything.
 */
@NullMarked
package io.ticketgate.connectors.rt;

import org.jspecify.annotations.NullMarked;
