/**
 * Every call into {@code keycloak-services}: what may change with a minor version of Keycloak is
 * here.
 */
@NullMarked
package io.ticketgate.keycloak.internal;

import org.jspecify.annotations.NullMarked;
