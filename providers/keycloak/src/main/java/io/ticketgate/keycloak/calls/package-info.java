/** What the gate calls of Keycloak's internals. Nothing here knows a table, a rule or a ticket. */
@NullMarked
package io.ticketgate.keycloak.calls;

import org.jspecify.annotations.NullMarked;
