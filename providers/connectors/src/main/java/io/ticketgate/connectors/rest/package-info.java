/**
 * The {@code rest} connector: tickets from any ITSM with a JSON API. The settings say where each
 * field of a ticket is in the answers.
 */
@NullMarked
package io.ticketgate.connectors.rest;

import org.jspecify.annotations.NullMarked;
