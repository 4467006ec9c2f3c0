/**
 * Tickets from any ITSM with a JSON API: the system's settings say where in the answers each field
 * of a ticket stands.
 */
@NullMarked
package io.ticketgate.connectors.rest;

import org.jspecify.annotations.NullMarked;
