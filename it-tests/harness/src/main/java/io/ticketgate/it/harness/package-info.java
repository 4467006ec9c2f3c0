/** Starts and drives real Keycloak servers: used by the tests, the benchmarks and the demo. */
@NullMarked
package io.ticketgate.it.harness;

import org.jspecify.annotations.NullMarked;
