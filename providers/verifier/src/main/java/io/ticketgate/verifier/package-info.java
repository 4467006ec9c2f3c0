/**
 * The command that checks evidence offline. It knows the ledger's formats and nothing of Keycloak.
 */
@NullMarked
package io.ticketgate.verifier;

import org.jspecify.annotations.NullMarked;
