/** Witnesses of a realm's log that are reached over HTTP: C2SP tlog-witness. */
@NullMarked
package io.ticketgate.connectors.witness;

import org.jspecify.annotations.NullMarked;
