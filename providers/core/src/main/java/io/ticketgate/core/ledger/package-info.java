/**
 * The ledger as bytes that others can verify: RFC 8785, RFC 6962, and C2SP's tlog-tiles,
 * tlog-checkpoint and signed-note.
 */
@NullMarked
package io.ticketgate.core.ledger;

import org.jspecify.annotations.NullMarked;
