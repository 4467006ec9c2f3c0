/** The ports of {@code core} for one realm: its roles, people, credentials and journal. */
@NullMarked
package io.ticketgate.keycloak.realm;

import org.jspecify.annotations.NullMarked;
