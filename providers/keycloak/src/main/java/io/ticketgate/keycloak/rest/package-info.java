/** The admin REST resource, {@code /admin/realms/{realm}/ticket-gate}. */
@NullMarked
package io.ticketgate.keycloak.rest;

import org.jspecify.annotations.NullMarked;
