/**
 * The gate as Keycloak sees it: the providers, wired to the domain for one realm and one session.
 */
@NullMarked
package io.ticketgate.keycloak;

import org.jspecify.annotations.NullMarked;
