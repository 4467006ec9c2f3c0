/** Rules and ITSM systems as Keycloak components. */
@NullMarked
package io.ticketgate.keycloak.config;

import org.jspecify.annotations.NullMarked;
