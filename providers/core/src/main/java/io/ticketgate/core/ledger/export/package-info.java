/**
 * Evidence as an auditor gets it: rows, proofs, a table, a report, and a list of all that is
 * signed.
 */
@NullMarked
package io.ticketgate.core.ledger.export;

import org.jspecify.annotations.NullMarked;
