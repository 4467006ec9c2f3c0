/** The gate's own tables: tickets, bindings and their history. */
@NullMarked
package io.ticketgate.keycloak.store;

import org.jspecify.annotations.NullMarked;
