/**
 * The domain: rules, checks, decisions and the life of bindings.
 *
 * <p>Pure Java. It knows Keycloak, the database and the clock only through the ports in {@link
 * io.ticketgate.core.Ports}; time is always passed in, so that the same code runs under property
 * tests.
 */
@NullMarked
package io.ticketgate.core;

import org.jspecify.annotations.NullMarked;
