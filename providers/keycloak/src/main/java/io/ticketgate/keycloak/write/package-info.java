/** The write gate: what Hibernate is about to write, judged before the transaction commits. */
@NullMarked
package io.ticketgate.keycloak.write;

import org.jspecify.annotations.NullMarked;
